import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const manifest = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8')
);

it('is installed under the name that the server and the settings know it by', () => {
  expect(manifest.name).toBe('jupyter-visdom');
});

it('leaves the widget base to JupyterLab, which holds the only copy', () => {
  expect(manifest.jupyterlab.sharedPackages['@jupyter-widgets/base']).toEqual({
    bundled: false,
    singleton: true
  });
});
