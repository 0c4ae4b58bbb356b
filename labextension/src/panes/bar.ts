/** The bar on top of a pane: its title, marks where it has a note or a comment, a message, its menu and a cross. */
import {
  closeIcon,
  ellipsesIcon,
  type LabIcon
} from '@jupyterlab/ui-components';
import { element } from './dom';
import { commentIcon, noteIcon } from './icons';

export interface IBarOptions {
  comment(): void;
  menu(button: HTMLElement): void;
  close(): void;
}

export class PaneBar {
  readonly node: HTMLElement;

  constructor({ comment, menu, close }: IBarOptions) {
    this._comment = button('comment', 'Comment', commentIcon, comment);
    this._comment.hidden = true;
    const more = button('menu', 'More', ellipsesIcon, () => menu(more));
    more.setAttribute('aria-haspopup', 'menu');
    this._note.hidden = true;
    this._note.setAttribute('role', 'img');
    noteIcon.element({ container: this._note });
    this.node = element(
      'header',
      'jv-Pane-bar',
      this._title,
      this._note,
      this._message,
      this._comment,
      more,
      button('close', 'Close this pane', closeIcon, close)
    );
  }

  get title(): string {
    return this._title.textContent ?? '';
  }

  set title(title: string) {
    this._title.textContent = title;
    this._title.title = title;
  }

  /** What the kernel says of the pane: the tooltip of a mark, and its name; '' takes it away. */
  set note(text: string) {
    if (this._note.title !== text) {
      this._note.title = text;
      this._note.hidden = text === '';
    }
  }

  /** What went wrong last; '' takes it away. */
  set message(text: string) {
    this._message.textContent = text;
    this._message.title = text;
  }

  set hasComment(has: boolean) {
    this._comment.hidden = !has;
  }

  private readonly _title = element('span', 'jv-Pane-title');
  private readonly _note = element('span', 'jv-Pane-note');
  private readonly _message = element('span', 'jv-Pane-message');
  private readonly _comment: HTMLElement;
}

function button(
  name: string,
  title: string,
  icon: LabIcon,
  click: () => void
): HTMLElement {
  const node = element('button', `jv-Pane-button jv-Pane-${name}`);
  node.type = 'button';
  node.title = title;
  icon.element({ container: node });
  node.addEventListener('click', click);
  return node;
}
