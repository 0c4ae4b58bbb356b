/** Names that plugins, panel and inline panes share. No side effects. */
import type { Kernel, ServerConnection } from '@jupyterlab/services';
import { Token } from '@lumino/coreutils';
import type { ILink } from './link';

/** An output's MIME type for one pane; its data hold ids only, see {@link IPaneReference}. */
export const MIME_TYPE = 'application/vnd.jupyter-visdom.pane+json';

/** The name under which the kernel's ipywidgets look for their JavaScript. */
export const WIDGET_MODULE = 'jupyter-visdom';

export const PanelId = {
  /** Followed by the kernel's id. */
  prefix: 'jupyter-visdom-panel-',
  namespace: 'jupyter-visdom-panel'
} as const;

export const CommandIds = {
  open: 'jupyter-visdom:open',
  reconnect: 'jupyter-visdom:reconnect'
} as const;

/** What names a pane in an output's MIME bundle. */
export interface IPaneReference {
  v: number;
  env: string;
  win: string;
  kernel?: string;
}

/** Arguments of `jupyter-visdom:open`; without any, the current notebook's or console's kernel. */
export interface IOpenArgs {
  kernelId?: string;
  /** A notebook's or console's path: the panel follows its kernel. */
  path?: string;
}

/** Gives the one link of a kernel; the caller disposes what it got. */
export interface ILinks {
  get(
    kernel: Kernel.IKernelConnection,
    serverSettings: ServerConnection.ISettings
  ): ILink;
}

export const ILinks = new Token<ILinks>(
  'jupyter-visdom:ILinks',
  'Gives the one link of a kernel, which holds its panes.'
);
