/** The drawing side, one chunk: loaded when the first panel or inline pane appears. */
export { Gallery } from './gallery';
export { scheduler } from './page';
