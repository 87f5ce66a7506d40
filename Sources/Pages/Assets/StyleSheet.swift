/// The style sheet of all pages: quiet paper and ink, one colour, the system's own type.
///
/// Every pair of text and ground has a contrast of at least 4.5 to 1, in light and in dark.
enum StyleSheet {
    static let text = colours + frame + parts + table + motion

    private static let colours = """
        :root {
          color-scheme: light dark;
          --ground: #f5f4ef; --card: #ffffff; --line: #e1dfd6; --ink: #1b2423; --soft: #566160;
          --accent: #1f5f5b; --accent-deep: #174946; --on-accent: #ffffff; --tint: #e4efed;
          --danger: #a3271f; --danger-deep: #85190f; --danger-tint: #fbe9e6;
          --good: #1f6a3d; --good-tint: #e3f3e8; --warn: #7a4d00; --warn-tint: #fdf1d8;
          --shadow: 0 1px 2px rgb(27 36 35 / .05), 0 8px 24px rgb(27 36 35 / .05);
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #111716; --card: #1a2221; --line: #303a38; --ink: #e9eeec; --soft: #a3b0ad;
            --accent: #7fd0c4; --accent-deep: #a0dfd5; --on-accent: #0d2220; --tint: #1f3330;
            --danger: #ff9d92; --danger-deep: #ffb9b1; --danger-tint: #3a201d;
            --good: #8fdba9; --good-tint: #1b3324; --warn: #f2c879; --warn-tint: #382c14;
            --shadow: 0 1px 2px rgb(0 0 0 / .3), 0 8px 24px rgb(0 0 0 / .2);
          }
        }

        """

    private static let frame = """
        *, ::before, ::after { box-sizing: border-box; }
        [hidden] { display: none !important; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body {
          margin: 0; min-height: 100vh; background: var(--ground); color: var(--ink);
          font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", sans-serif;
        }
        a { color: var(--accent); text-underline-offset: .2em; }
        a:hover { color: var(--accent-deep); }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 6px; }
        code, .mono { font-family: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace; }
        code { font-size: .92em; overflow-wrap: anywhere; }
        p, li { overflow-wrap: break-word; }
        .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        .skip { position: absolute; left: -100vw; top: .5rem; padding: .5rem 1rem; background: var(--card); z-index: 2; }
        .skip:focus { left: .5rem; }
        .top { background: var(--card); border-bottom: 1px solid var(--line); }
        .bar {
          display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.75rem;
          max-width: 60rem; margin: 0 auto; padding: .75rem 1.25rem;
        }
        .brand { display: flex; align-items: center; gap: .6rem; font-weight: 650; font-size: 1.1rem;
          color: var(--ink); text-decoration: none; letter-spacing: -.01em; }
        .mark rect { fill: var(--accent); }
        .mark g { stroke: var(--on-accent); }
        nav { display: flex; flex-wrap: wrap; gap: .25rem; }
        nav a { padding: .35rem .8rem; border-radius: 999px; color: var(--soft); text-decoration: none; font-weight: 500; }
        nav a:hover { background: var(--ground); color: var(--ink); }
        nav a[aria-current] { background: var(--tint); color: var(--accent-deep); }
        .who { margin: 0 0 0 auto; color: var(--soft); font-size: .9rem; overflow-wrap: anywhere; }
        .who b { color: var(--ink); font-weight: 600; }
        main { max-width: 60rem; margin: 0 auto; padding: 2.25rem 1.25rem 4rem; }
        h1 { margin: 0 0 1.25rem; font-size: clamp(1.6rem, 1.3rem + 1.4vw, 2.1rem); line-height: 1.2;
          font-weight: 680; letter-spacing: -.02em; text-wrap: balance; }
        h2 { margin: 0 0 .6rem; font-size: 1.15rem; line-height: 1.3; font-weight: 650; letter-spacing: -.01em; }
        p { margin: 0 0 1rem; max-width: 42rem; text-wrap: pretty; }
        .lead { color: var(--soft); font-size: 1.05rem; }
        .fine { margin: 0; color: var(--soft); font-size: .85rem; }

        """

    private static let parts = """
        .card {
          margin: 0 0 1.25rem; padding: 1.5rem; background: var(--card); border: 1px solid var(--line);
          border-radius: 16px; box-shadow: var(--shadow);
        }
        .card > :last-child { margin-bottom: 0; }
        .actions { display: flex; flex-wrap: wrap; align-items: flex-start; gap: .6rem; }
        .actions form { margin: 0; }
        .button {
          display: inline-flex; align-items: center; justify-content: center; min-height: 2.6rem; padding: .45rem 1.1rem;
          border: 1px solid transparent; border-radius: 10px; font: inherit; font-weight: 600; line-height: 1.3;
          text-decoration: none; cursor: pointer; transition: background-color .12s, border-color .12s, color .12s;
        }
        .button.primary { background: var(--accent); color: var(--on-accent); }
        .button.primary:hover { background: var(--accent-deep); color: var(--on-accent); }
        .button.quiet { background: transparent; border-color: var(--line); color: var(--ink); }
        .button.quiet:hover { background: var(--ground); border-color: var(--soft); }
        .button.danger { background: transparent; border-color: var(--line); color: var(--danger); }
        .button.danger:hover { background: var(--danger-tint); border-color: var(--danger); }
        .question .button.danger { background: var(--danger); border-color: var(--danger); color: var(--card); }
        .question .button.danger:hover { background: var(--danger-deep); border-color: var(--danger-deep); }
        .button[aria-disabled] { opacity: .6; cursor: progress; }
        .big { min-height: 3.1rem; padding: .6rem 1.6rem; font-size: 1.08rem; border-radius: 12px; }
        .question {
          width: min(27rem, calc(100vw - 2rem)); max-height: calc(100vh - 2rem); padding: 1.25rem 1.35rem; overflow: auto;
          background: var(--card); color: var(--ink); border: 1px solid var(--soft); border-radius: 14px;
          box-shadow: var(--shadow); text-align: left; font-size: 1rem;
        }
        .question[popover] { margin: auto; }
        .question.danger { border-color: var(--danger); }
        .question::backdrop { background: rgb(0 0 0 / .45); }
        .question > p { margin: 0 0 1.1rem; }
        .question .actions { margin: 0; justify-content: flex-end; }
        @supports not selector(:popover-open) {
          .question[popover] { margin: .5rem 0; }
          [popovertarget] { display: none; }
        }
        .alert {
          display: flex; gap: .75rem; margin: 0 0 1.5rem; padding: .85rem 1.1rem; border-radius: 12px;
          background: var(--tint); color: var(--accent-deep);
        }
        .alert p { margin: 0; max-width: none; }
        .alert::before { content: "i"; flex: none; width: 1.5rem; height: 1.5rem; margin-top: .05rem; border-radius: 50%;
          background: currentColor; color: inherit; font-weight: 700; font-size: .9rem; line-height: 1.5rem;
          text-align: center; -webkit-text-fill-color: var(--card); }
        .alert a { color: inherit; }
        .alert.success { background: var(--good-tint); color: var(--good); }
        .alert.success::before { content: "✓"; }
        .alert.warning { background: var(--warn-tint); color: var(--warn); }
        .alert.warning::before, .alert.error::before { content: "!"; }
        .alert.error { background: var(--danger-tint); color: var(--danger); }
        .badge { display: inline-flex; align-items: center; gap: .4em; padding: .1rem .65rem; border-radius: 999px;
          font-size: .85rem; font-weight: 600; background: var(--ground); color: var(--soft); white-space: nowrap; }
        .badge::before { content: ""; width: .5em; height: .5em; border-radius: 50%; background: currentColor; }
        .badge.good { background: var(--good-tint); color: var(--good); }
        .badge.bad { background: var(--danger-tint); color: var(--danger); }
        .field { margin: 0 0 1rem; }
        .field .label { display: block; margin: 0 0 .25rem; font-size: .9rem; font-weight: 600; color: var(--soft); }
        .copy { display: flex; align-items: stretch; gap: .5rem; }
        .field > .value { display: block; }
        .value { flex: 1; min-width: 0; padding: .6rem .8rem; border: 1px solid var(--line); border-radius: 10px;
          background: var(--ground); font-size: .95rem; line-height: 1.5; user-select: all; -webkit-user-select: all; }
        .check { display: flex; gap: .7rem; align-items: flex-start; margin: 1.1rem 0 0; max-width: 42rem; font-weight: 500;
          cursor: pointer; }
        .check input { flex: none; width: 1.15rem; height: 1.15rem; margin: .22rem 0 0; accent-color: var(--accent); }
        .check small { display: block; color: var(--soft); font-size: .9rem; font-weight: 400; }
        .countdown .actions { align-items: center; gap: .75rem 1.25rem; margin: 1.25rem 0 0; }
        .ticking, .waiting { margin: 0; display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .8rem; color: var(--soft); }
        .ticking b { color: var(--ink); }
        .waiting { color: var(--ink); min-height: 3.1rem; }
        .input { display: block; width: 100%; max-width: 24rem; min-height: 2.6rem; padding: .45rem .8rem; font: inherit;
          color: var(--ink); background: var(--card); border: 1px solid var(--soft); border-radius: 10px; }
        .hint { display: block; margin: .3rem 0 0; max-width: 42rem; color: var(--soft); font-size: .9rem; }
        .card ol { margin: 0 0 1rem; padding-left: 1.4rem; max-width: 42rem; }
        .card form + form { margin: 1rem 0 0; }
        .qr { display: block; width: min(15rem, 100%); height: auto; margin: 0 0 1rem; border-radius: 10px; }
        .options { margin: 1.75rem 0 0; padding: 1.25rem 0 0; border: 0; border-top: 1px solid var(--line); }
        .options legend { float: left; padding: 0; font-size: .9rem; font-weight: 600; color: var(--soft); }
        .options .more { clear: both; margin: 1.25rem 0 0; }
        .options .check { clear: both; padding-top: .8rem; margin: 0; }
        .countdown b { display: inline-block; min-width: 1ch; text-align: center; font-variant-numeric: tabular-nums; }
        .ticking .button { min-height: 2.1rem; padding: .2rem .9rem; }
        .spinner { width: 1.15rem; height: 1.15rem; border: 3px solid var(--line); border-top-color: var(--accent);
          border-radius: 50%; animation: turn .9s linear infinite; }
        @keyframes turn { to { transform: rotate(1turn); } }
        .problem .detail { font-size: 1.05rem; overflow-wrap: anywhere; }

        """

    private static let table = """
        table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
        caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        th { padding: 0 1rem .6rem 0; text-align: left; font-size: .85rem; font-weight: 600; color: var(--soft); }
        thead td { padding: 0; }
        tbody td { padding: .9rem 1rem .9rem 0; border-top: 1px solid var(--line); vertical-align: top; }
        tr > :last-child { padding-right: 0; }
        tbody tr:last-child td { padding-bottom: 0; }
        td > div { overflow-wrap: anywhere; }
        td small { display: block; color: var(--soft); font-size: .87rem; }
        td .actions { margin: -.35rem 0; flex-wrap: nowrap; justify-content: flex-end; }
        td .button { min-height: 2.25rem; padding: .25rem .85rem; font-size: .95rem; white-space: nowrap; }
        .whole { white-space: nowrap; }
        td > div > code { white-space: nowrap; }
        @media (max-width: 46rem) {
          .bar { padding: .7rem 1rem; }
          .bar { gap: .25rem 1rem; }
          .who { order: 2; flex: 1; text-align: right; }
          .who span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          nav { order: 3; flex-basis: 100%; margin-left: -.5rem; }
          main { padding: 1.5rem 1rem 3rem; }
          .card { padding: 1.15rem; border-radius: 14px; }
          thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          table, tbody, tr, tbody td { display: block; }
          tbody tr { padding: 1rem 0; border-top: 1px solid var(--line); }
          tbody tr:first-child { padding-top: 0; border-top: 0; }
          tbody tr:last-child { padding-bottom: 0; }
          tbody tr:last-child td { padding-bottom: .2rem; }
          tbody td { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: .5rem; padding: .2rem 0; border: 0; }
          tbody td::before { content: attr(data-label); color: var(--soft); font-size: .87rem; font-weight: 600;
            padding-top: .1rem; }
          td > div > code { white-space: normal; }
          tbody td[data-label=""] { display: block; padding-top: .75rem; }
          tbody td[data-label=""]::before { content: none; }
          td .actions { margin: 0; flex-wrap: wrap; justify-content: flex-start; }
          td .button { min-height: 2.6rem; }
        }

        """

    private static let motion = """
        @media (prefers-reduced-motion: reduce) {
          *, ::before, ::after { transition: none !important; }
          .spinner { animation-duration: 4s; }
        }
        @media (forced-colors: active) {
          .badge, .alert, .card { border: 1px solid; }
        }
        @media print {
          :root {
            color-scheme: light; --ground: #fff; --card: #fff; --line: #999; --ink: #000; --soft: #444; --accent: #000;
            --accent-deep: #000; --tint: #fff; --danger: #000; --good: #000; --good-tint: #fff; --warn: #000;
            --warn-tint: #fff; --danger-tint: #fff; --shadow: none;
          }
          .top, .actions, form, .question, [data-copy] { display: none !important; }
        }

        """
}
