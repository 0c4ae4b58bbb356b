/** JupyterLab's colours for Plotly, which draws in SVG and canvas and knows no CSS variables. */
import { Signal, type ISignal } from '@lumino/signaling';
import type { Json } from './json';

/** Colours read from the page, as Plotly understands them. */
export interface IColours {
  readonly dark: boolean;
  readonly ink: string;
  readonly faint: string;
  readonly paper: string;
  readonly grid: string;
  readonly axis: string;
  readonly font: string;
}

const changed = new Signal<object, void>({});

/** Emitted after the theme changed: what holds colours of its own draws again. */
export const themeChanged: ISignal<object, void> = changed;

/** To be called by whoever knows: JupyterLab's theme manager is a plugin's affair. */
export function noteThemeChange(): void {
  template = null;
  changed.emit();
}

let template: Json | null = null;

/** The template of the theme as it is, read once: asking for a computed style in each drawing would cost a layout. */
export function themeTemplate(): Json {
  return (template ??= plotlyTemplate(readColours()));
}

/** A variable may hold `color-mix(…)` or another variable: a probe's computed colour is always plain. */
export function readColours(): IColours {
  const probe = document.createElement('span');
  document.body.append(probe);
  const colour = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  probe.style.fontFamily = 'var(--jp-ui-font-family)';
  const colours: IColours = {
    dark: isDark(),
    ink: colour('--jp-ui-font-color1'),
    faint: colour('--jp-ui-font-color2'),
    paper: colour('--jp-layout-color0'),
    grid: colour('--jp-border-color2'),
    axis: colour('--jp-border-color1'),
    font: getComputedStyle(probe).fontFamily
  };
  probe.remove();
  return colours;
}

/** Plotly's own ten on white, as in Visdom; on dark the same hues, lighter. */
const LIGHT_WAY = [
  '#1f77b4', '#ff7f0e', '#2ca02c', '#d62728', '#9467bd',
  '#8c564b', '#e377c2', '#7f7f7f', '#bcbd22', '#17becf'
]; // prettier-ignore
const DARK_WAY = [
  '#5aa9e6', '#ffa657', '#6cc96c', '#f2777a', '#b99ae6',
  '#c29a8f', '#f0a6dc', '#b0b0b0', '#d6d65c', '#5fd3e0'
]; // prettier-ignore

/** Ten colours for ten groups, in the theme as it is. */
export function colourWay(): readonly string[] {
  return isDark() ? DARK_WAY : LIGHT_WAY;
}

function isDark(): boolean {
  return document.body.dataset['jpThemeLight'] === 'false';
}

const DRAWN = '#d62728';

/** Plotly's own 1.25 each way cuts the axes of a small pane off, and its middle the numbers of the nearest corner. */
const FAR = { eye: { x: 1.5, y: 1.5, z: 1.2 }, center: { z: -0.15 } };

/** A Plotly template: every attribute that a figure sets itself wins over it. */
export function plotlyTemplate(colours: IColours): Json {
  const axis = {
    color: colours.faint,
    gridcolor: colours.grid,
    linecolor: colours.axis,
    zerolinecolor: colours.axis,
    zerolinewidth: 1,
    automargin: true,
    // Plotly would measure every label in each drawing to hide one that leaves the plot; automargin makes room for it.
    ticklabeloverflow: 'allow',
    title: { standoff: 8, font: { color: colours.ink } }
  };
  const scene = { ...axis, showbackground: false };
  return {
    layout: {
      paper_bgcolor: colours.paper,
      plot_bgcolor: colours.paper,
      colorway: colours.dark ? DARK_WAY : LIGHT_WAY,
      font: { color: colours.ink, family: colours.font, size: 11 },
      title: { font: { size: 13 } },
      xaxis: axis,
      yaxis: axis,
      scene: { camera: FAR, xaxis: scene, yaxis: scene, zaxis: scene },
      // Without tiles, which come from elsewhere: a figure that wants some names its style.
      map: { style: 'white-bg' },
      polar: { bgcolor: colours.paper, radialaxis: axis, angularaxis: axis },
      // What is drawn is seen in the other theme, too.
      newshape: { line: { color: DRAWN, width: 2 } },
      legend: { font: { color: colours.ink } },
      modebar: {
        bgcolor: 'rgba(0,0,0,0)',
        color: colours.faint,
        activecolor: colours.ink
      }
    }
  };
}
