// @vitest-environment jsdom
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { CommandRegistry } from '@lumino/commands';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { addCommands, addToNotebooks } from '../src/commands';
import type { Opener } from '../src/opener';
import { CommandIds } from '../src/tokens';

const disposals = vi.hoisted(() => ({ count: 0 }));

// Icons and buttons come with all of JupyterLab's components.
vi.mock('@jupyterlab/ui-components', () => ({
  LabIcon: class {},
  ToolbarButton: class {
    dispose(): void {
      disposals.count++;
    }
  }
}));

const opener = { open: vi.fn(), reconnect: vi.fn() };
let commands: CommandRegistry;

beforeEach(() => {
  vi.clearAllMocks();
  commands = new CommandRegistry();
  const app = { commands } as unknown as JupyterFrontEnd;
  addCommands(app, opener as unknown as Opener);
});

describe('the command that opens a panel', () => {
  it('takes the id of a kernel and a path, if they are text', async () => {
    await commands.execute(CommandIds.open, { kernelId: 'k', path: 'a.ipynb' });
    await commands.execute(CommandIds.open, { kernelId: 5, path: [] });
    expect(opener.open.mock.calls).toEqual([
      [{ kernelId: 'k', path: 'a.ipynb' }],
      [{ kernelId: undefined, path: undefined }]
    ]);
  });

  it('tells the id of the panel, or null where there is none', async () => {
    opener.open.mockResolvedValueOnce({ id: 'panel' });
    opener.open.mockResolvedValueOnce(null);
    expect(await commands.execute(CommandIds.open)).toBe('panel');
    expect(await commands.execute(CommandIds.open)).toBeNull();
  });
});

it('the command that reconnects does so', async () => {
  await commands.execute(CommandIds.reconnect);
  expect(opener.reconnect).toHaveBeenCalledTimes(1);
});

describe('the button of a notebook', () => {
  /** What becomes of a toolbar that has a place before its space, or none. */
  async function add(hasSpace: boolean) {
    let extension!: DocumentRegistry.WidgetExtension;
    const docRegistry = {
      addWidgetExtension: (_: string, added: typeof extension) =>
        (extension = added)
    };
    addToNotebooks({ docRegistry, commands } as unknown as JupyterFrontEnd);
    const toolbar = { insertBefore: vi.fn(() => hasSpace), addItem: vi.fn() };
    const revealed = Promise.resolve();
    const notebook = { revealed, toolbar } as unknown as NotebookPanel;
    const button = extension.createNew(notebook, {} as never);
    await revealed;
    return { toolbar, button };
  }

  it('stands before the space, or last where there is none', async () => {
    expect((await add(true)).toolbar.addItem).not.toHaveBeenCalled();
    expect((await add(false)).toolbar.addItem).toHaveBeenCalledTimes(1);
  });

  it('goes with its notebook', async () => {
    const { button } = await add(true);
    expect(disposals.count).toBe(0);
    (button as { dispose(): void }).dispose();
    expect(disposals.count).toBe(1);
  });
});
