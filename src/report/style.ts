/** Inline, so that the report is one file. Colours keep a contrast of 4.5 : 1 on both papers. */
export const style = `
:root{color-scheme:light dark;--ink:#1d2430;--paper:#fff;--card:#f7f8fa;--faint:#59616f;--line:#d8dce3;--bad:#b3261e;--warn:#8a5a00;--good:#1a7f37;--link:#0b57d0}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ef;--paper:#14181f;--card:#1b212b;--faint:#a3acba;--line:#39424f;--bad:#ff8a80;--warn:#f2c14e;--good:#6fdd8b;--link:#8ab4f8}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:68rem;margin:2rem auto;padding:0 1.25rem}
h1{font-size:1.75rem;margin:0 0 .25rem}h2{font-size:1.25rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:.75rem 0 .25rem}
small,footer,header p,.day{color:var(--faint)}small{font-weight:400}a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:.2rem}#findings:focus{outline:none}
.skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.25rem .5rem}
.risk{font-size:.9rem;font-weight:600;color:var(--bad);border:1px solid;border-radius:1rem;padding:.1rem .6rem;vertical-align:middle;white-space:nowrap}
.scores{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.75rem;margin:1.25rem 0}.scores>div{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.6rem 1rem}
.scores dt{color:var(--faint)}.scores dd{margin:0}.scores b{display:block;font-size:1.75rem;line-height:1.3}
table{border-collapse:collapse;width:100%;margin:.5rem 0;font-size:.9375rem}caption{text-align:left;font-weight:600}
th,td{text-align:left;border-top:1px solid var(--line);padding:.3rem .75rem .3rem 0;vertical-align:top}thead th{border-top:0;color:var(--faint);font-weight:500}
.counts{width:auto}.counts th,.counts td{padding-right:1.75rem}.counts td{font-variant-numeric:tabular-nums}
.findings td:nth-child(3),.findings td:nth-child(4),.thresholds td{overflow-wrap:anywhere}.findings td:nth-child(3){width:30%}.findings td:first-child,.findings td:nth-child(2),.day,.thresholds td:nth-child(2){white-space:nowrap}
.severity{font-weight:600}.critical,.high{color:var(--bad)}.medium{color:var(--warn)}.low{color:var(--faint)}
tr.resolved,tr.accepted{color:var(--faint)}tr.resolved td:nth-child(4){text-decoration:line-through}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;padding:0;margin:2rem 0 0;border-bottom:1px solid var(--line);padding-bottom:.5rem}
details{background:var(--card);border:1px solid var(--line);border-left:.3rem solid var(--line);border-radius:.4rem;margin:.5rem 0;padding:.4rem 1rem}
details.fail{border-left-color:var(--bad)}details.not_evaluated{border-left-color:var(--warn)}details.pass{border-left-color:var(--good)}
summary{cursor:pointer}summary h3{display:inline;font-weight:600;margin:0}details p{margin:.4rem 0}details p b{display:inline-block;min-width:5.5rem}
.changes ul{margin:.25rem 0;padding-left:1.25rem}figure{margin:1.25rem 0}figcaption{color:var(--faint);font-size:.875rem}
svg{width:100%;max-width:44rem;height:auto;display:block}svg text{fill:var(--faint);font:11px system-ui,sans-serif}.grid{stroke:var(--line)}
polyline{fill:none;stroke-width:2}polyline.health{stroke:var(--good)}polyline.coverage{stroke:var(--link);stroke-dasharray:5 3}circle.health{fill:var(--good)}circle.coverage{fill:var(--link)}
.key::before{content:"";display:inline-block;width:1.25rem;border-top:2px solid var(--good);margin-right:.3rem;vertical-align:middle}.key.coverage::before{border-top:2px dashed var(--link)}.key{margin-right:.75rem}
@media (max-width:40rem){.findings thead{display:none}.findings tr{display:block;padding:.3rem 0;border-top:1px solid var(--line)}.findings td{display:inline-block;border:0;width:auto!important}}
@media print{:root{--ink:#000;--paper:#fff;--card:#fff;--faint:#444;--line:#bbb;--bad:#b3261e;--warn:#8a5a00;--good:#1a7f37}body{margin:0;max-width:none;font-size:11pt}nav,.skip{display:none}details::details-content{content-visibility:visible;block-size:auto}tr,figure,.scores,summary{break-inside:avoid}h2,summary{break-after:avoid}}
`;
