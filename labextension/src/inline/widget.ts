/** The ipywidgets side: a pane inside HBox and friends. Loaded when a notebook first shows one. */
import { DOMWidgetModel, DOMWidgetView } from '@jupyter-widgets/base';
import type { Kernel, ServerConnection } from '@jupyterlab/services';
import type { ILink } from '../link';
import { WIDGET_MODULE, type ILinks } from '../tokens';
import { InlinePane } from './inline';

/** What a notebook's widget manager has beside the interface that it declares. */
interface IHasKernel {
  readonly kernel?: Kernel.IKernelConnection | null;
}

export function widgetClasses(
  links: ILinks,
  settings: ServerConnection.ISettings,
  version: string
): { PaneModel: typeof DOMWidgetModel; PaneView: typeof DOMWidgetView } {
  class PaneModel extends DOMWidgetModel {
    override defaults(): ReturnType<DOMWidgetModel['defaults']> {
      return {
        ...super.defaults(),
        _model_name: 'PaneModel',
        _model_module: WIDGET_MODULE,
        _model_module_version: version,
        _view_name: 'PaneView',
        _view_module: WIDGET_MODULE,
        _view_module_version: version,
        env: 'main',
        win: ''
      };
    }
  }

  class PaneView extends DOMWidgetView {
    override render(): void {
      this.listenTo(this.model, 'change:env change:win', () => this._show());
      this._show();
    }

    override remove(): void {
      this._pane?.dispose();
      this._link?.dispose();
      super.remove();
    }

    private _show(): void {
      this._pane?.dispose();
      const { model } = this;
      this._pane = new InlinePane(this.el, model.get('env'), model.get('win'));
      const { kernel } = model.widget_manager as IHasKernel;
      if (kernel) {
        this._link = this._link ?? links.get(kernel, settings);
        this._pane.attach(this._link);
      }
    }

    private _pane: InlinePane | undefined;
    private _link: ILink | undefined;
  }

  return { PaneModel, PaneView };
}
