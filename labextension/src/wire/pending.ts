/**
 * Commands that wait for their reply.
 */
import { command, type IReply, type Message } from '../core';
import { COMMAND_SECONDS } from '../core/limits';
import type { Cancel, IEdges } from './edges';
import { travelSeconds } from './size';

interface IWaiting {
  readonly settle: (error: string | null) => void;
  readonly cancel: Cancel;
}

export class Pending {
  private readonly waiting = new Map<string, IWaiting>();

  constructor(
    private readonly edges: IEdges,
    private readonly post: (message: Message) => void
  ) {}

  /** Send a command; resolves when it has been carried out, rejects with a sentence that says why not. */
  send(body: object): Promise<void> {
    const ref = this.edges.unique();
    const seconds = COMMAND_SECONDS + travelSeconds(body);
    return new Promise((resolve, reject) => {
      const late = `The kernel has not answered for ${seconds} s, so it is not certain that it did what was asked.`;
      const cancel = this.edges.after(seconds, () =>
        this.receive({ ref, error: late })
      );
      const settle = (error: string | null) =>
        error === null ? resolve() : reject(new Error(error));
      this.waiting.set(ref, { settle, cancel });
      this.post(command(ref, body));
    });
  }

  /** Take a reply; one to another page's command, or a late one, is not ours. */
  receive({ ref, error }: IReply): void {
    const waiting = this.waiting.get(ref);
    this.waiting.delete(ref);
    waiting?.cancel();
    waiting?.settle(error);
  }

  dispose(): void {
    [...this.waiting.keys()].forEach(ref =>
      this.receive({
        ref,
        error: 'The view was closed before the kernel answered.'
      })
    );
  }
}
