// What scripts of several pages use: elements whose texts are texts, and rows that are loaded as scripts, since a page that was
// opened from disk can load nothing else.
(() => {
  "use strict";
  const own = document.currentScript.getAttribute("src");
  const root = own.slice(0, own.lastIndexOf("assets/"));
  const data = {};
  const loading = new Map();

  // An element; texts among the children stay texts.
  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === true) made.setAttribute(key, "");
      else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  };

  // The rows of data/NAME.js, once they are there.
  const load = (name) => {
    if (!loading.has(name)) {
      const script = element("script", { src: `${root}data/${name}.js` });
      const rows = new Promise((resolve, reject) => {
        script.onload = () => (name in data ? resolve(data[name]) : reject(new Error(name)));
        script.onerror = () => reject(new Error(name));
      }).finally(() => script.remove());
      loading.set(name, rows);
      document.head.append(script);
    }
    return loading.get(name);
  };

  // Have rows no longer; who needs them loads them again.
  const forget = (name) => {
    loading.delete(name);
    delete data[name];
  };

  window.mingcha = Object.assign(window.mingcha ?? {}, { root, data, element, load, forget });
})();
