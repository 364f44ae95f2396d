/** The style of the catalogue's pages: readable at any width, in light and dark, on paper. */
export const CAUSES_CSS = `:root { color-scheme: light dark; --line: #8888; --soft: #8881; --link: light-dark(#0b57d0, #9cc2ff); --quiet: light-dark(#555, #b5b5b5) }
* { box-sizing: border-box }
:root { background: light-dark(#fff, #16181c); color: light-dark(#1c1e21, #e6e6e6) }
body { margin: 0 auto; max-width: 46rem; padding: 1rem; font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere }
a { color: var(--link) }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1.5rem 0 .25rem }
h2 { font-size: 1.15rem; line-height: 1.25; margin: 2rem 0 .5rem }
h3 { font-size: 1rem; margin: 1rem 0 .25rem }
p, ul, ol { margin: .5rem 0 }
code, pre { font-family: ui-monospace, monospace; font-size: .9em }
code { background: var(--soft); padding: .05em .25em; border-radius: .2rem }
pre { background: var(--soft); padding: .75rem; border-radius: .25rem; white-space: pre-wrap }
pre code { background: none; padding: 0 }
.quiet { color: var(--quiet) }
.facts { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; padding: 0; margin: .75rem 0; list-style: none }
.example { border: 1px solid var(--line); border-radius: .4rem; padding: .25rem 1rem 1rem }
.causes { list-style: none; padding: 0 }
.causes li { border-top: 1px solid var(--line); padding: .5rem 0 }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: 1rem 0 }
label { display: block; flex: 1 1 16rem }
input, button { font: inherit; padding: .4rem .6rem; border: 1px solid; border-radius: .25rem; color: inherit; background: transparent }
input { width: 100% }
.turn { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .5rem 2rem; border-top: 1px solid var(--line); margin-top: 2rem; padding-top: 1rem }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
@media print { form, nav { display: none } }
`
