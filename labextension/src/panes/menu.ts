/** A menu below its button, made anew each time that it is opened. */
import { MenuSvg } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import type { IAction } from './body';

/** A menu in a menu; without entries it can't be opened. */
export interface ISubmenu {
  readonly label: string;
  readonly entries: readonly Entry[];
}

/** `null` is a line between others. */
export type Entry =
  (IAction & { readonly isDisabled?: boolean }) | ISubmenu | null;

/** Opens a menu; `failed` gets what goes wrong in an action. */
export function openMenu(
  button: HTMLElement,
  entries: readonly Entry[],
  failed: (error: unknown) => void
): void {
  const menu = fill(new CommandRegistry(), entries, failed);
  menu.aboutToClose.connect(() => {
    button.focus();
    void Promise.resolve().then(() => menu.dispose());
  });
  const { left, bottom } = button.getBoundingClientRect();
  menu.open(left, bottom);
}

function fill(
  commands: CommandRegistry,
  entries: readonly Entry[],
  failed: (error: unknown) => void
): MenuSvg {
  const menu = new MenuSvg({ commands });
  menu.addClass('jv-Menu');
  for (const entry of entries) {
    if (entry === null) {
      menu.addItem({ type: 'separator' });
    } else if ('entries' in entry) {
      const submenu = fill(commands, entry.entries, failed);
      submenu.title.label = entry.label;
      menu.addItem({ type: 'submenu', submenu });
    } else {
      menu.addItem({ command: addAction(commands, entry, failed) });
    }
  }
  return menu;
}

function addAction(
  commands: CommandRegistry,
  { label, isOn, isDisabled, run }: Exclude<Entry, ISubmenu | null>,
  failed: (error: unknown) => void
): string {
  const command = `jupyter-visdom:${commands.listCommands().length}`;
  commands.addCommand(command, {
    label,
    isEnabled: () => !isDisabled,
    isToggleable: isOn !== undefined,
    isToggled: () => isOn ?? false,
    // In a promise of its own, so that what is thrown arrives like what is rejected.
    execute: () => Promise.resolve().then(run).catch(failed)
  });
  return command;
}
