/** One page has one scheduler: panel and inline panes share the animation frame's budget. */
import { Scheduler } from './scheduler';

export const scheduler = new Scheduler();
