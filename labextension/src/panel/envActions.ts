/** What a user can do to envs, asked of the kernel. Each rejects with a sentence if it was refused. */
import { Dialog, InputDialog, showDialog } from '@jupyterlab/apputils';
import { chooseEnvs } from './envChooser';
import { envName, inTreeOrder, MAIN } from './envs';
import type { PanelModel } from './model';

/** Of an uploaded file, as in Visdom. */
const UPLOAD_MEGABYTES = 100;

/** Asks the kernel, and takes away what was said of an earlier request. */
export async function ask(model: PanelModel, body: object): Promise<void> {
  model.message = '';
  if (!model.link) {
    throw new Error(model.reason);
  }
  await model.link.command(body);
}

/** Brings back the pane that was closed last. */
export function undoClose(model: PanelModel): Promise<void> {
  return ask(model, { cmd: 'undo', eid: model.env });
}

/** Closes all panes of the env, also those that a filter hides. */
export async function clearEnv(model: PanelModel): Promise<void> {
  const { env } = model;
  const count = model.count(env);
  const sure = await showDialog({
    title: 'Clear Environment',
    body: `Close all panes of “${env}” (${count})? Only the last few can be brought back.`,
    buttons: [
      Dialog.cancelButton(),
      Dialog.warnButton({ label: 'Close All Panes' })
    ]
  });
  if (sure.button.accept) {
    for (const { win } of model.panesOf(env)) {
      await ask(model, { cmd: 'close', eid: env, data: win });
    }
  }
}

export function saveEnv(model: PanelModel): Promise<void> {
  return save(model, model.env);
}

export function saveAll(model: PanelModel): Promise<void> {
  return ask(model, { cmd: 'save_all' });
}

/** Copies the env to another name, and shows the copy. */
export async function forkEnv(model: PanelModel): Promise<void> {
  const { value } = await InputDialog.getText({
    title: 'Fork Environment',
    label: `Name of the copy of “${model.env}”`,
    okLabel: 'Fork'
  });
  const name = envName(value ?? '');
  if (name) {
    await save(model, name);
    model.choose([name]);
  }
}

export async function deleteEnvs(model: PanelModel): Promise<void> {
  const envs = inTreeOrder(model.envs()).filter(env => env !== MAIN);
  for (const eid of await chooseEnvs(envs)) {
    await ask(model, { cmd: 'delete_env', eid, prev_eid: model.env });
  }
}

/** Makes an env of a file that a Visdom server or ours has written. */
export async function uploadEnv(model: PanelModel): Promise<void> {
  const file = await chooseFile();
  if (!file) {
    return;
  }
  if (file.size > UPLOAD_MEGABYTES * 2 ** 20) {
    throw new Error(`${file.name} is larger than ${UPLOAD_MEGABYTES} MB.`);
  }
  const data = await file.text();
  const before = new Set(model.envs());
  await ask(model, { cmd: 'upload_env', filename: file.name, data });
  const isOurs = (env: string) =>
    !before.has(env) && env.startsWith('uploaded');
  model.choose([await comingEnv(model, isOurs)]);
}

/** The kernel names an uploaded env itself, and may answer before a frame has brought it. */
function comingEnv(
  model: PanelModel,
  isWanted: (env: string) => boolean
): Promise<string> {
  return new Promise(resolve => {
    const look = (): void => {
      const env = model.envs().find(isWanted);
      if (env !== undefined) {
        model.changed.disconnect(look);
        resolve(env);
      }
    };
    model.changed.connect(look);
    look();
  });
}

function save(model: PanelModel, eid: string): Promise<void> {
  const data = model.arranger.items();
  return ask(model, { cmd: 'save', eid, prev_eid: model.env, data });
}

/** Null where the user chooses none. */
function chooseFile(): Promise<File | null> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,application/json';
  return new Promise(resolve => {
    input.addEventListener('change', () => resolve(input.files?.[0] ?? null));
    input.addEventListener('cancel', () => resolve(null));
    input.click();
  });
}
