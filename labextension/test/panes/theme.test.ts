import { describe, expect, it } from 'vitest';
import { plotlyTemplate } from '../../src/panes/theme';

const colours = {
  dark: false,
  ink: 'black',
  faint: 'grey',
  paper: 'ivory',
  grid: 'silver',
  axis: 'grey',
  font: 'sans-serif'
};

describe('plotlyTemplate', () => {
  it('leaves the ground of a legend to Plotly, which takes that of the paper: what lies under it is hidden', () => {
    const { layout } = plotlyTemplate(colours);
    expect(layout).toMatchObject({ paper_bgcolor: 'ivory' });
    expect(layout).not.toHaveProperty('legend.bgcolor');
  });
});
