/** Views: arrangements of an env's panes under a name, which the kernel keeps. */
import { InputDialog } from '@jupyterlab/apputils';
import type { Json } from '../panes/json';
import { ask } from './envActions';
import type { PanelModel } from './model';
import { viewsOf, viewsText } from './views';

/** Saves the arrangement on screen; under the name of another view it takes that one's place. */
export async function saveView(model: PanelModel): Promise<void> {
  const { value } = await InputDialog.getText({
    title: 'Save View',
    label: 'Name of the view',
    okLabel: 'Save'
  });
  const name = value?.trim();
  if (name) {
    const views = viewsOf(model.reload(model.env));
    await put(model, { ...views, [name]: model.arranger.view() });
  }
}

export async function deleteView(model: PanelModel): Promise<void> {
  const views = viewsOf(model.reload(model.env));
  const { value } = await InputDialog.getItem({
    title: 'Delete View',
    label: 'View',
    items: Object.keys(views),
    okLabel: 'Delete'
  });
  if (value !== null) {
    const { [value]: _, ...others } = views;
    await put(model, others);
  }
}

function put(
  model: PanelModel,
  views: { [view: string]: Json }
): Promise<void> {
  const data = viewsText(views);
  return ask(model, { cmd: 'save_layouts', eid: model.env, data });
}
