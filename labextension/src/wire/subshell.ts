/**
 * A thread of the kernel for what this page says to the kernel itself: the main one may be busy for hours.
 */
import { KernelMessage, type Kernel } from '@jupyterlab/services';
import { SUBSHELL_SECONDS } from '../core/limits';
import type { IEdges } from './edges';

/** What a kernel is asked by. Not by `requestCreateSubshell`: until a busy kernel has told its features, that refuses. */
export type Subshells = Pick<
  Kernel.IKernelConnection,
  'clientId' | 'username' | 'sendControlMessage'
>;

export class Subshell {
  /** Null while there is none: then the main thread is spoken to. */
  id: string | null = null;
  private opening: Promise<void> | null = null;
  private lives = 0; // of the kernel; an answer from an earlier one does not count

  constructor(
    private readonly edges: IEdges,
    private readonly kernel: () => Subshells
  ) {}

  /** Resolves when there is one, or when the kernel did not make one in time: not all kernels can. */
  open(): Promise<void> {
    this.opening ??= Promise.race([
      this.create(),
      new Promise<void>(late => this.edges.after(SUBSHELL_SECONDS, late))
    ]);
    return this.opening;
  }

  /** The kernel's process has ended, and its threads with it. */
  forget(): void {
    this.id = this.opening = null;
    this.lives++;
  }

  /** Give it back. */
  close(): void {
    const { id } = this;
    this.forget();
    if (id !== null) {
      void this.ask('delete_subshell_request', { subshell_id: id });
    }
  }

  private async create(): Promise<void> {
    const life = this.lives;
    const { subshell_id: id } = await this.ask('create_subshell_request', {});
    if (life === this.lives) {
      this.id = id ?? null;
    }
  }

  /** What the kernel answers; nothing where the connection ends before. */
  private async ask(
    msgType: 'create_subshell_request' | 'delete_subshell_request',
    content: { subshell_id?: string }
  ): Promise<{ subshell_id?: string }> {
    const { clientId: session, username } = this.kernel();
    const head = { channel: 'control', session, username } as const;
    const options = { ...head, msgType, content } as KernelMessage.IOptions<
      KernelMessage.ICreateSubshellRequestMsg // and delete's: they differ in the content alone
    >;
    const message = KernelMessage.createMessage(options);
    try {
      const future = this.kernel().sendControlMessage(message, true);
      return (await future.done).content as { subshell_id?: string };
    } catch {
      return {};
    }
  }
}
