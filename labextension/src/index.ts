/** The plugins: they wire, and nothing else. Everything heavy is loaded when the first pane appears. */
import {
  ILabShell,
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  ICommandPalette,
  IThemeManager,
  WidgetTracker
} from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ILatexTypesetter } from '@jupyterlab/rendermime';
import metadata from '../package.json';
import {
  addCommands,
  addToLauncher,
  addToNotebooks,
  addToPalette
} from './commands';
import { addRenderer } from './inline/mime';
import { Links } from './links';
import { Opener } from './opener';
import type { VisdomPanel } from './panel/panel';
import { noteThemeChange } from './panes/theme';
import { setTypesetter } from './panes/typesetter';
import { CommandIds, ILinks, PanelId, WIDGET_MODULE } from './tokens';

const links: JupyterFrontEndPlugin<ILinks> = {
  id: 'jupyter-visdom:links',
  description: 'Keeps one link to each kernel whose panes are shown.',
  autoStart: true,
  provides: ILinks,
  activate: () => new Links()
};

const panel: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-visdom:panel',
  description: 'Shows the Visdom panes of a kernel in a panel.',
  autoStart: true,
  requires: [ILinks],
  optional: [
    INotebookTracker,
    ILabShell,
    ILayoutRestorer,
    ICommandPalette,
    ILauncher
  ],
  activate: (
    app: JupyterFrontEnd,
    links: ILinks,
    notebooks: INotebookTracker | null,
    labShell: ILabShell | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null
  ) => {
    const { namespace } = PanelId;
    const panels = new WidgetTracker<VisdomPanel>({ namespace });
    const opener = new Opener({ app, links, panels, notebooks, labShell });
    addCommands(app, opener);
    addToNotebooks(app);
    if (palette) {
      addToPalette(palette);
    }
    if (launcher) {
      addToLauncher(launcher);
    }
    void restorer?.restore(panels, {
      command: CommandIds.open,
      args: ({ model: { source } }) => ({
        path: source.path,
        kernelId: source.kernelId
      }),
      name: ({ model: { source } }) => source.path || source.kernelId
    });
  }
};

const inline: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-visdom:inline',
  description: 'Shows single panes in the outputs of notebooks.',
  autoStart: true,
  requires: [ILinks, INotebookTracker],
  activate: (
    app: JupyterFrontEnd,
    links: ILinks,
    notebooks: INotebookTracker
  ) => {
    notebooks.widgetAdded.connect((_, notebook) =>
      addRenderer(notebook, links, app.serviceManager.serverSettings)
    );
  }
};

const theme: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-visdom:theme',
  description: "Lets plots follow JupyterLab's theme.",
  autoStart: true,
  requires: [IThemeManager],
  activate: (_app: JupyterFrontEnd, themes: IThemeManager) => {
    themes.themeChanged.connect(noteThemeChange);
  }
};

const latex: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-visdom:latex',
  description: "Typesets formulas in panes by JupyterLab's MathJax.",
  autoStart: true,
  requires: [ILatexTypesetter],
  activate: (_app: JupyterFrontEnd, typesetter: ILatexTypesetter) =>
    setTypesetter(typesetter)
};

/** Its module is imported late: where ipywidgets is not installed it does not exist, and the rest works without. */
const widgets: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-visdom:widgets',
  description: 'Shows panes inside the boxes of ipywidgets.',
  autoStart: true,
  requires: [ILinks],
  activate: async (app: JupyterFrontEnd, links: ILinks) => {
    const base = await import('@jupyter-widgets/base').catch(() => null);
    const registry =
      base && (await app.resolveOptionalService(base.IJupyterWidgetRegistry));
    const { version } = metadata;
    const settings = app.serviceManager.serverSettings;
    registry?.registerWidget({
      name: WIDGET_MODULE,
      version,
      exports: async () => {
        const { widgetClasses } = await import('./inline/widget');
        return { ...widgetClasses(links, settings, version) };
      }
    });
  }
};

export default [links, panel, inline, theme, latex, widgets];
