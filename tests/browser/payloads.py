"""What people paste who want to break a page: scripts, markup, and texts that only look harmless."""

XSS = [
    "<script>window.__x=1</script>", "<img src=x onerror=window.__x=1>", "<svg onload=window.__x=1>",
    "<svg><script>window.__x=1</script></svg>", "<iframe srcdoc='<script>parent.__x=1</script>'>",
    "<iframe src=javascript:parent.__x=1>", "<body onload=window.__x=1>",
    "<details open ontoggle=window.__x=1>x</details>",
    "<input autofocus onfocus=window.__x=1>", "<video><source onerror=window.__x=1></video>",
    "<math><a href=javascript:1>x",
    "<a href='javascript:window.__x=1'>x</a>", "[x](javascript:window.__x=1)", "![x](http://evil.example/x.png)",
    "<img src=http://evil.example/x.png>", "<link rel=stylesheet href=http://evil.example/x.css>",
    "<style>@import 'http://evil.example/x.css'</style>", "<base href=http://evil.example/>",
    "<meta http-equiv=refresh content='0;url=http://evil.example'>", "<form action=http://evil.example><button>x",
    "<object data=javascript:window.__x=1>", "<embed src=javascript:window.__x=1>",
    "'\"><script>window.__x=1</script>",
    "';window.__x=1;//", "\";window.__x=1;//", "${window.__x=1}", "{{constructor.constructor('window.__x=1')()}}",
    "javascript:window.__x=1", "data:text/html,<script>parent.__x=1</script>",
    "<!--<img src='--><img src=x onerror=window.__x=1>",
    "<noscript><p title='</noscript><img src=x onerror=window.__x=1>'>",
    "<x onclick=window.__x=1 contenteditable autofocus>",
    "<marquee onstart=window.__x=1>", "<select autofocus onfocus=window.__x=1>",
    "&lt;script&gt;window.__x=1&lt;/script&gt;",
    "%3Cscript%3Ewindow.__x=1%3C/script%3E", "\\u003cscript\\u003ewindow.__x=1\\u003c/script\\u003e",
    "<scr\x00ipt>window.__x=1</scr\x00ipt>", "<template><script>window.__x=1</script></template>",
    ":first[<img src=x onerror=window.__x=1>]", "{x.__class__.__mro__}", "$\\href{javascript:window.__x=1}{x}$",
]  # fmt: skip
ODD = [
    "", " ", "1e999", "nan", "-0", "1,2", "−3", "0.1.2", "9" * 400, "12e3", "-7.25", "0", "1e-12", "١٢٣", "🙂 猫 naïve",
    "\u202eabc", "a\u0301\u0302", "x" * 300, "The cat sat on the mat", "1 2; 3 4", "1;2\t3", "x^2 + sin(x)",
    "__import__('os')",
    "9**9**9", "factorial(99999)", "0x10", "None", "true", "null", "[]", "{}", "../../etc/passwd", "%00",
]  # fmt: skip
