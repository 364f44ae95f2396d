/** The style of the reference: readable at any width, in light and dark. */
export const DOCS_CSS = `:root { color-scheme: light dark; --line: #8888; --soft: #8881; --link: light-dark(#0b57d0, #9cc2ff) }
* { box-sizing: border-box }
:root { background: light-dark(#fff, #16181c); color: light-dark(#1c1e21, #e6e6e6) }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif }
a { color: var(--link) }
h2, h3 { line-height: 1.25; margin: 2rem 0 .5rem; overflow-wrap: anywhere }
h2 { border-top: 1px solid var(--line); padding-top: 1rem }
code, pre { font-family: ui-monospace, monospace; font-size: .9em }
.table { overflow-x: auto }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--soft); padding: .75rem; border-radius: .25rem }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid var(--line); padding: .35rem .75rem .35rem 0; text-align: left; vertical-align: top }
tbody th { font-weight: normal }
dt { font-weight: bold }
dd { margin: 0 0 .5rem 1rem }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
@media (max-width: 40rem) {
  table, tbody, tr, th, td { display: block }
  thead { display: none }
  tr { border-bottom: 1px solid var(--line); padding: .5rem 0 }
  th, td { border: 0; padding: .1rem 0; overflow-wrap: anywhere }
}
`
