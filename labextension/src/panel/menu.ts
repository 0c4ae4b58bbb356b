/** The entries of the panel's menu, for what is on screen now. */
import type { IAction } from '../panes/body';
import type { Entry } from '../panes/menu';
import {
  clearEnv,
  deleteEnvs,
  forkEnv,
  saveAll,
  saveEnv,
  uploadEnv
} from './envActions';
import type { PanelModel } from './model';
import { deleteView, saveView } from './viewActions';
import { viewsOf } from './views';

export function panelMenu(model: PanelModel): Entry[] {
  const { isComparing, arranger } = model;
  const of = (
    label: string,
    run: IAction['run'],
    isDisabled = false
  ): Entry => ({
    label,
    run,
    isDisabled
  });
  return [
    of('Save Environment', () => saveEnv(model), isComparing),
    of('Save All Environments', () => saveAll(model)),
    of('Fork Environment…', () => forkEnv(model), isComparing),
    of('Clear Environment…', () => clearEnv(model), isComparing),
    of('Delete Environments…', () => deleteEnvs(model)),
    null,
    { label: 'Views', entries: viewEntries(model) },
    of('Repack Panes', () => arranger.repack()),
    null,
    of('Export as HTML', () => exportEnv(model)),
    of('Upload Environment…', () => uploadEnv(model))
  ];
}

/** Views are an env's: a comparison has none. */
function viewEntries(model: PanelModel): Entry[] {
  const views = viewsOf(model.reload(model.env));
  const { isComparing, arranger } = model;
  const restore = Object.entries(views).map(([label, view]): Entry => ({
    label,
    isDisabled: isComparing,
    run: () => arranger.restore(view)
  }));
  return [
    ...restore,
    ...(restore.length > 0 ? [null] : []),
    {
      label: 'Save View…',
      isDisabled: isComparing,
      run: () => saveView(model)
    },
    {
      label: 'Delete View…',
      isDisabled: isComparing || restore.length === 0,
      run: () => deleteView(model)
    }
  ];
}

/** Loaded when it is first asked for. */
async function exportEnv(model: PanelModel): Promise<void> {
  const { exportHtml } = await import('./export');
  await exportHtml(model);
}
