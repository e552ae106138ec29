// The second layer against markup that a model wrote: whatever is given to the browser as HTML has
// to be of the few kinds that the application itself writes. The first layer is that the application
// never makes HTML of what it shows; this one holds if that ever fails.
//
// The content policy demands Trusted Types, and this is the only policy it allows. It refuses by
// returning nothing; the browser then throws, and nothing is shown.
(() => {
  // The one script that may run beside the page. It is looked at before it runs, and the address that the page makes of
  // it has the page's policy: a worker from a file would have none, and could be another one when it is asked for again.
  const { worker, workerIntegrity: integrity } = document.currentScript.dataset;
  let address = null;
  window.statisticsWorker = async () => {
    const answer = await fetch(worker, { integrity });
    if (!answer.ok) throw new Error(`${worker}: ${answer.status}`);
    const script = new Blob([await answer.arrayBuffer()], { type: "text/javascript" });
    address ??= URL.createObjectURL(script);
    return address;
  };

  if (!window.trustedTypes?.createPolicy) return;

  const ELEMENTS = new Set(
    (
      "a article aside b bdi blockquote br button circle code datalist dd defs details div dl dt em fieldset figcaption " +
      "figure footer form g h1 h2 h3 h4 h5 h6 header hr i input kbd label legend li line main mark meter nav ol optgroup " +
      "option output p path polyline pre progress rect s samp section select small span strong sub summary sup svg table " +
      "tbody td textarea tfoot th thead title tr u ul var"
    ).split(" "),
  );
  // Nothing that runs, fetches, styles, submits or frames.
  const ATTRIBUTES =
    /^(?:aria-[a-z]+|data-[a-z-]+|id|class|role|title|type|dir|lang|for|name|value|placeholder|tabindex|hidden|open|checked|selected|disabled|readonly|multiple|colspan|rowspan|scope|start|min|max|step|rows|cols|low|high|optimum|maxlength|autocomplete|spellcheck|viewBox|d|x|y|x1|x2|y1|y2|r|rx|ry|cx|cy|width|height|points|transform|preserveAspectRatio|fill|stroke|stroke-width|stroke-linecap|stroke-linejoin|focusable)$/;
  const TAG = /<(?:!|!--[^<>-]*--|(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z0-9-]+(?:="[^"<>]*")?)*)\s*\/?)>/y;
  const ATTRIBUTE = /([a-zA-Z0-9-]+)(?:="([^"<>]*)")?/g;

  /** Whether an address stays in this page. */
  const isRoute = (value) => value.startsWith("#");

  const isAllowed = (name, value) => (name === "href" ? isRoute(value ?? "") : ATTRIBUTES.test(name));

  /** Whether markup is of the kinds that the application writes; whatever is not understood is not. */
  function isPlain(html) {
    let at = 0;
    for (;;) {
      const open = html.indexOf("<", at);
      if (open < 0) return true;
      TAG.lastIndex = open;
      const tag = TAG.exec(html);
      if (!tag) return false;
      const [, , name, attributes] = tag;
      if (name !== undefined && !ELEMENTS.has(name)) return false;
      for (const [, key, value] of (attributes ?? "").matchAll(ATTRIBUTE)) {
        if (!isAllowed(key, value)) return false;
      }
      at = TAG.lastIndex;
    }
  }

  window.trustedTypes.createPolicy("default", {
    createHTML: (html) => (isPlain(html) ? html : null),
    createScript: () => null,
    createScriptURL: (url, _, sink) => (url === address && sink === "Worker constructor" ? url : null),
  });
})();
