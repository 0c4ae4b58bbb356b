/** One chunk: the panel with the grid, loaded when the first panel opens. */
import type { ServiceManager } from '@jupyterlab/services';
import type { ILinks } from '../tokens';
import { PanelModel } from './model';
import { VisdomPanel } from './panel';
import { KernelSource } from './source';

export function makePanel(
  links: ILinks,
  services: ServiceManager.IManager,
  path: string,
  kernelId: string
): VisdomPanel {
  const source = new KernelSource(links, services, path, kernelId);
  return new VisdomPanel(new PanelModel(source));
}
