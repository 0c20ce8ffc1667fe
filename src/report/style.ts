/** Inline, so that the report is one file. */
export const style = `
:root{color-scheme:light dark;--ink:#1d2430;--paper:#fff;--faint:#667;--line:#d8dce3;--bad:#b3261e;--warn:#9a6700;--good:#1a7f37}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ef;--paper:#14181f;--faint:#9aa3b2;--line:#2c3440;--bad:#ff8a80;--warn:#f2c14e;--good:#6fdd8b}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:64rem;margin:2rem auto;padding:0 1rem}
small,footer,time{color:var(--faint)}.scores{display:flex;gap:1rem;flex-wrap:wrap}
.score{border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1.25rem}.score b{display:block;font-size:1.75rem}.score span{color:var(--faint)}
details{border:1px solid var(--line);border-left:.3rem solid var(--line);border-radius:.4rem;margin:.5rem 0;padding:.5rem 1rem}
details.fail{border-left-color:var(--bad)}details.not_evaluated{border-left-color:var(--warn)}details.pass{border-left-color:var(--good)}
summary{cursor:pointer}summary:focus-visible{outline:2px solid currentColor;outline-offset:2px}
.severity{font-weight:600}.critical,.high{color:var(--bad)}.medium{color:var(--warn)}
table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{text-align:left;border-top:1px solid var(--line);padding:.25rem .5rem;vertical-align:top;overflow-wrap:anywhere}
tr.resolved,tr.accepted{color:var(--faint)}svg{width:100%;height:auto;max-height:8rem;margin:1rem 0}svg .health{stroke:var(--good)}svg .coverage{stroke:var(--faint)}svg text{fill:var(--faint);font-size:10px}
@media print{body{margin:0;max-width:none}details{break-inside:avoid}details::details-content{content-visibility:visible}}
`;
