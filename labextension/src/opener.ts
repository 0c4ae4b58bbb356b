/** Opening panels: which kernel is meant, whether its panel is there already, and where a new one goes. */
import type { ILabShell, JupyterFrontEnd } from '@jupyterlab/application';
import type { ISessionContext, WidgetTracker } from '@jupyterlab/apputils';
import { Notification } from '@jupyterlab/apputils';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { Widget } from '@lumino/widgets';
import type { makePanel } from './panel';
import type { VisdomPanel } from './panel/panel';
import { rememberVisible } from './reopen';
import type { ILinks, IOpenArgs } from './tokens';

export interface IOpenerOptions {
  readonly app: JupyterFrontEnd;
  readonly links: ILinks;
  readonly panels: WidgetTracker<VisdomPanel>;
  readonly notebooks: INotebookTracker | null;
  readonly labShell: ILabShell | null;
}

/** A notebook or console: whatever has a kernel and says so the usual way. */
interface IDocument extends Widget {
  readonly sessionContext: ISessionContext;
}

export class Opener {
  constructor(private readonly _options: IOpenerOptions) {
    const { app, notebooks, labShell, panels } = _options;
    notebooks?.widgetAdded.connect((_, notebook) => this._adopt(notebook));
    if (!labShell) {
      this._wasVisible = rememberVisible(panels);
    }
    // Panels restored for a document that was not: their kernel may still run.
    void app.restored.then(() => this._settle());
  }

  async open(args: IOpenArgs): Promise<VisdomPanel | null> {
    const document = this._documentFor(args);
    const path = document?.sessionContext.path ?? args.path ?? '';
    const kernelId =
      args.kernelId ?? kernelOf(document) ?? (path ? '' : this._anyKernel());
    if (!path && !kernelId) {
      Notification.info('Open a notebook first: Visdom shows its panes.');
      return null;
    }
    return this._reveal(document, path, kernelId);
  }

  private async _reveal(
    document: IDocument | null,
    path: string,
    kernelId: string
  ): Promise<VisdomPanel> {
    // Loaded first: between looking for the panel and making it nobody else gets a turn.
    const { makePanel } = await import('./panel');
    const panel =
      this._panelFor(path, kernelId) ?? this._make(makePanel, path, kernelId);
    if (document) {
      panel.model.source.follow(document.sessionContext);
    }
    this._show(panel, document);
    return panel;
  }

  /** Asks the server anew, for the panel in front or else the current document's kernel. */
  reconnect(): void {
    const { app, links, panels } = this._options;
    const { currentWidget } = app.shell;
    const front = panels.find(panel => panel === currentWidget);
    const kernel = this._current()?.sessionContext.session?.kernel;
    if (front) {
      front.model.link?.reconnect();
    } else if (kernel) {
      const link = links.get(kernel, app.serviceManager.serverSettings);
      link.reconnect();
      link.dispose();
    }
  }

  private _make(
    make: typeof makePanel,
    path: string,
    kernelId: string
  ): VisdomPanel {
    const { links, app, panels } = this._options;
    const panel = make(links, app.serviceManager, path, kernelId);
    panel.model.source.changed.connect(() => void panels.save(panel));
    return panel;
  }

  /** While the page restores its layout, that decides which tab is in front. */
  private _show(panel: VisdomPanel, document: IDocument | null): void {
    if (!panel.isAttached) {
      this._add(panel, document);
    }
    if (this._restored) {
      panel.model.source.settle();
      if (panel.isVisible) {
        panel.activate(); // Notebook 7.4's shell would close the side
      } else {
        this._options.app.shell.activateById(panel.id);
      }
    }
  }

  /** Beside its notebook; Notebook 7 has one document in its main area, and room at the right. */
  private _add(panel: VisdomPanel, document: IDocument | null): void {
    const { app, labShell, panels } = this._options;
    if (labShell) {
      const beside = { ref: document?.id, mode: 'split-right' as const };
      labShell.add(panel, 'main', document ? beside : {});
    } else {
      app.shell.add(panel, 'right', { rank: 900 });
    }
    void panels.add(panel);
  }

  private _adopt(document: IDocument): void {
    const { sessionContext } = document;
    this._options.panels.forEach(({ model: { source } }) => {
      if (!source.isFollowing && source.path === sessionContext.path) {
        source.follow(sessionContext);
      }
    });
    if (this._wasVisible(sessionContext.path)) {
      // Named, not looked for: it may not be in the shell yet.
      void this._reveal(document, sessionContext.path, '');
    }
  }

  private _settle(): void {
    this._restored = true;
    this._documents().forEach(document => this._adopt(document));
    this._options.panels.forEach(panel => panel.model.source.settle());
  }

  private _panelFor(path: string, kernelId: string): VisdomPanel | null {
    const found = this._options.panels.find(({ model: { source } }) =>
      path ? source.path === path : source.kernelId === kernelId
    );
    return found ?? null;
  }

  private _documentFor({ path, kernelId }: IOpenArgs): IDocument | null {
    if (!path && !kernelId) {
      return this._current();
    }
    const fits = (document: IDocument): boolean =>
      path
        ? document.sessionContext.path === path
        : kernelOf(document) === kernelId;
    return this._documents().find(fits) ?? null;
  }

  /** `shell.currentWidget` is null in a page that never had the focus: the tracker knows then. */
  private _current(): IDocument | null {
    const { app, notebooks } = this._options;
    const current = app.shell.currentWidget;
    if (current && isDocument(current)) {
      return current;
    }
    return notebooks?.currentWidget ?? this._documents()[0] ?? null;
  }

  private _documents(): IDocument[] {
    return [...this._options.app.shell.widgets('main')].filter(isDocument);
  }

  private _anyKernel(): string {
    const running = this._options.app.serviceManager.kernels.running();
    return [...running][0]?.id ?? '';
  }

  private _wasVisible: (path: string) => boolean = () => false;
  private _restored = false;
}

function isDocument(widget: Widget): widget is IDocument {
  return 'sessionContext' in widget;
}

function kernelOf(document: IDocument | null): string | undefined {
  return document?.sessionContext.session?.kernel?.id;
}
