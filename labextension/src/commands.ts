/** The commands and everything that leads to them: palette, launcher, a button in each notebook's toolbar. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { ILauncher } from '@jupyterlab/launcher';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { ToolbarButton } from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { DisposableDelegate, type IDisposable } from '@lumino/disposable';
import { visdomIcon } from './icon';
import type { Opener } from './opener';
import { CommandIds, type IOpenArgs } from './tokens';

const CATEGORY = 'Visdom';

/** Of the button in the toolbar. */
const NAME = 'jupyter-visdom';

export function addCommands(app: JupyterFrontEnd, opener: Opener): void {
  app.commands.addCommand(CommandIds.open, {
    label: args => (args['isLauncher'] ? 'Visdom' : 'Open Visdom Panel'),
    caption: 'Show the Visdom panes of the current kernel',
    icon: args => (args['isPalette'] ? undefined : visdomIcon),
    execute: async args => (await opener.open(readArgs(args)))?.id ?? null
  });
  app.commands.addCommand(CommandIds.reconnect, {
    label: 'Reconnect Visdom',
    caption: 'Ask the Jupyter server for the panes again',
    execute: () => opener.reconnect()
  });
}

export function addToPalette(palette: ICommandPalette): void {
  for (const command of Object.values(CommandIds)) {
    palette.addItem({ command, category: CATEGORY, args: { isPalette: true } });
  }
}

export function addToLauncher(launcher: ILauncher): void {
  launcher.add({
    command: CommandIds.open,
    category: 'Other',
    rank: 10,
    args: { isLauncher: true }
  });
}

/** JupyterLab and Notebook 7 share the registry, so this reaches both without a setting. */
export function addToNotebooks(app: JupyterFrontEnd): void {
  app.docRegistry.addWidgetExtension('Notebook', {
    createNew: (notebook: NotebookPanel): IDisposable => {
      const button = new ToolbarButton({
        icon: visdomIcon,
        tooltip: 'Open Visdom panel',
        onClick: () =>
          void app.commands.execute(CommandIds.open, {
            path: notebook.sessionContext.path
          })
      });
      // Once it is shown, its toolbar has what the settings put there: ours goes before the space.
      void notebook.revealed.then(() => {
        const { toolbar } = notebook;
        if (!toolbar.insertBefore('spacer', NAME, button)) {
          toolbar.addItem(NAME, button);
        }
      });
      return new DisposableDelegate(() => button.dispose());
    }
  });
}

function readArgs(args: ReadonlyPartialJSONObject): IOpenArgs {
  const { kernelId, path } = args;
  return {
    kernelId: typeof kernelId === 'string' ? kernelId : undefined,
    path: typeof path === 'string' ? path : undefined
  };
}
