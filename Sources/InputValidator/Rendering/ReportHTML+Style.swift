extension ReportHTML {
  /// The page's only style sheet. Colours keep a contrast of at least 4.5:1 in both schemes; the filter is three rules
  /// over radio buttons, so that it works without scripts and from the keyboard.
  static let css = """
    :root {
      --paper: #fff; --ink: #1c2127; --soft: #57606a; --line: #d5dae0; --tint: #f4f6f8;
      --error: #b42318; --warning: #8a5300; --info: #0b5cad; --good: #17693a;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #14181d; --ink: #e6e9ed; --soft: #a2abb5; --line: #363d46; --tint: #1d2229;
        --error: #ff9b8f; --warning: #f0b866; --info: #86bfff; --good: #7fd6a0;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0 auto; max-width: 72rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink);
      font: 1rem/1.55 system-ui, sans-serif;
    }
    h1, h2, h3, h4 { line-height: 1.25; margin: 0 0 .5rem; }
    h2 { margin-top: 2rem; font-size: 1.25rem; }
    h3 { margin-top: 1.75rem; font-size: 1.05rem; }
    h4 { font-size: 1.1rem; }
    p { margin: .25rem 0 .5rem; max-width: 46rem; }
    code { font: .92em ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
    header { border-left: .4rem solid var(--good); padding-left: 1rem; }
    header.rejected { border-color: var(--error); }
    .badge { font-size: 1.6rem; font-weight: 700; color: var(--good); margin: 0; }
    .rejected .badge { color: var(--error); }
    .digest, .share, legend { color: var(--soft); font-size: .9rem; }
    .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 0 2rem; }
    dl { margin: 0; }
    dl div { display: flex; justify-content: space-between; gap: 1rem; border-bottom: 1px solid var(--line); padding: .3rem 0; }
    dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    .share { display: inline-block; min-width: 4.5rem; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-size: .92rem; }
    th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
    thead th { color: var(--soft); font-weight: 600; white-space: nowrap; }
    .numbers td, .numbers thead th:not(:first-child), td.number {
      text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap;
    }
    td.value { max-width: 22rem; overflow-wrap: anywhere; }
    td.message { min-width: 16rem; }
    .filter { border: 0; padding: 0; margin: 0; display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
    .filter legend { float: left; padding: 0; margin-right: .25rem; }
    .filter input { position: absolute; opacity: 0; }
    .filter label { border: 1px solid var(--line); border-radius: 1rem; padding: .2rem .8rem; cursor: pointer; }
    .filter label span { color: var(--soft); }
    .filter input:checked + label { background: var(--ink); color: var(--paper); border-color: var(--ink); }
    .filter input:checked + label span { color: inherit; }
    .filter input:focus-visible + label, summary:focus-visible, .scroll:focus-visible {
      outline: 3px solid var(--info); outline-offset: 2px;
    }
    .findings:has(#show-error:checked) > section:not(.error),
    .findings:has(#show-warning:checked) > section:not(.warning),
    .findings:has(#show-info:checked) > section:not(.info) { display: none; }
    article { border: 1px solid var(--line); border-left: .3rem solid var(--info); border-radius: .3rem; padding: .8rem 1rem; margin: .75rem 0; }
    article.warning { border-left-color: var(--warning); }
    article.error { border-left-color: var(--error); }
    .error h3, article.error h4 { color: var(--error); }
    .warning h3, article.warning h4 { color: var(--warning); }
    .info h3, article.info h4 { color: var(--info); }
    .count { color: var(--soft); font-weight: 400; }
    summary { cursor: pointer; color: var(--soft); }
    details .scroll { margin-top: .5rem; background: var(--tint); padding: .25rem .75rem; }
    @media print { .filter { display: none; } article { break-inside: avoid; } body { max-width: none; } }
    """
}
