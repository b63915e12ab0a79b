// What every page may use: a place for rows that are loaded as scripts, since a page opened from disk can load nothing else.
"use strict";
window.mingcha = { data: {}, root: document.querySelector('script[src$="assets/app.js"]').getAttribute("src").slice(0, -"assets/app.js".length) };
