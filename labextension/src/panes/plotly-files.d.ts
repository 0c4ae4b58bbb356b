/** The bundles by their files, which have no types of their own. */
declare module 'plotly.js-basic-dist-min/plotly-basic.min.js';
declare module 'plotly.js-dist-min/plotly.min.js';
