/** Icons of panes that JupyterLab has none for; the classes let its themes colour them. */
import { LabIcon } from '@jupyterlab/ui-components';

function icon(name: string, drawing: string): LabIcon {
  const svgstr = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16">
  <g class="jp-icon3" fill="#616161">${drawing}</g>
</svg>`;
  return new LabIcon({ name: `jupyter-visdom:${name}`, svgstr });
}

export const commentIcon = icon(
  'comment',
  '<path d="M2 2.5h12v8.5H7.5L4.5 14v-3H2z" />'
);

/** JupyterLab's own for this is a question mark, which promises help. */
export const noteIcon = icon(
  'note',
  '<path fill-rule="evenodd" d="M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13zm0 1.3a5.2 5.2 0 1 0 0 10.4a5.2 5.2 0 1 0 0-10.4zM7.25 7h1.5v4.3h-1.5zm0-2.3h1.5v1.5h-1.5z" />'
);

export const followIcon = icon(
  'follow',
  '<path d="M7 2h2v7l2.6-2.6L13 7.8l-5 5-5-5 1.4-1.4L7 9z" />'
);

export const backIcon = icon(
  'back',
  '<path d="M14 7v2H6l2.6 2.6L7.2 13l-5-5 5-5 1.4 1.4L6 7z" />'
);

export const lassoIcon = icon(
  'lasso',
  '<path fill-rule="evenodd" d="M8 2c3.5 0 6.3 1.9 6.3 4.3S11.5 10.6 8 10.6c-.5 0-1 0-1.5-.1-.2 1.2-1 2.3-2.5 3l-.8-1.3c1-.5 1.5-1.2 1.700-2.1C3 9.300 1.700 7.900 1.700 6.300 1.700 3.900 4.500 2 8 2zm0 1.5c-2.700 0-4.800 1.3-4.800 2.800S5.300 9.100 8 9.100s4.800-1.3 4.800-2.800S10.700 3.500 8 3.500z" />'
);
