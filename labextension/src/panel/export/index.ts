/** What the panel shows, as one HTML file that stands alone. Loaded when it is first asked for. */
import { fileName, saveText } from '../../panes/download';
import { titleOf } from '../../panes/fit';
import { readColours } from '../../panes/theme';
import type { PanelModel } from '../model';
import { contentOf, type IContent } from './content';
import { makePage, type IPagePane } from './page';
import { plotlySource } from './plotlySource';

export async function exportHtml(model: PanelModel): Promise<void> {
  const { place, arranger } = model;
  const boxes = new Map(arranger.placed.map(box => [box.i, box]));
  const panes = model.panes().map(({ win, json }): IPagePane => ({
    title: titleOf(json),
    box: boxes.get(win)!,
    ...contentOf(json)
  }));
  const page = makePage({
    title: place,
    cols: arranger.cols,
    panes,
    plotly: await plotlyFor(panes),
    colours: readColours()
  });
  saveText(`${fileName(place)}.html`, 'text/html', page);
}

/** Nothing where no plot needs it. */
function plotlyFor(panes: readonly IContent[]): Promise<string> | string {
  const data = panes.flatMap(({ figure }) => figure?.data ?? []);
  return data.length > 0 ? plotlySource(data) : '';
}
