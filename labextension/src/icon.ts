/** The icon of panel, launcher and toolbar button: two traces over an axis. */
import { LabIcon } from '@jupyterlab/ui-components';

const svgstr = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="16">
  <g fill="none" stroke-linecap="round" stroke-linejoin="round" stroke-width="2">
    <path class="jp-icon3 jp-icon-selectable" stroke="#616161" d="M4 4v16h16" />
    <path class="jv-icon-first" stroke="#2f8fd8" d="M7.5 7c1 6 3 8.5 12 9" />
    <path class="jv-icon-second" stroke="#ff7f0e" d="M7.5 16c4-1 6-3 12-10" />
  </g>
</svg>`;

export const visdomIcon = new LabIcon({ name: 'jupyter-visdom:icon', svgstr });
