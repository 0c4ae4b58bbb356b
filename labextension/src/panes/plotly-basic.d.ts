/** The basic bundle ships no types of its own. */
declare module 'plotly.js-basic-dist-min';
