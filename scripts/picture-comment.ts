import { blocks, type Part } from './markdown-parts.ts'

const STYLE = `body{margin:0;padding:16px;width:820px;font:14px/1.5 -apple-system,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif;color:#1f2328;background:#fff}
.box{border:1px solid #d1d9e0;border-radius:6px}.head{padding:8px 16px;background:#f6f8fa;border-bottom:1px solid #d1d9e0;border-radius:6px 6px 0 0;color:#59636e}.head b{color:#1f2328}
.bot{border:1px solid #d1d9e0;border-radius:2em;padding:0 7px;font-size:12px;margin-left:4px}.body{padding:16px}.body>:first-child{margin-top:0}.body>:last-child{margin-bottom:0}
h3{font-size:1.25em;margin:0 0 12px}h3 span{color:#d1242f}p,ul,pre,details{margin:0 0 12px}ul{padding-left:2em}pre,code{font:12px/1.45 ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;background:#f0f1f3;border-radius:6px}pre{padding:12px;white-space:pre-wrap}code{padding:.2em .4em}pre code{padding:0}a{color:#0969da}`

/** A page that renders a comment's Markdown as on a pull request. */
export function commentPage(markdown: string): string {
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><div class="box"><div class="head"><b>github-actions</b><span class="bot">bot</span> commented</div><div class="body">${blocks(markdown).map(html).join('\n')}</div></div>`
}

function html(part: Part): string {
  if (part.type === 'code') return `<pre><code>${escaped(part.text)}</code></pre>`
  // A plain font has no emoji.
  if (part.type === 'heading') return `<h3>${inline(part.text).replace('❌', '<span>✖</span>')}</h3>`
  if (part.type === 'list') return `<ul>${part.items.map(item => `<li>${inline(item)}</li>`).join('')}</ul>`
  return part.type === 'html' ? part.text : `<p>${inline(part.text)}</p>`
}

/** Our Markdown has entities like HTML, except in code spans. */
function inline(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map(piece =>
      piece.startsWith('`')
        ? `<code>${escaped(piece.slice(1, -1))}</code>`
        : piece
            .replace(/\*\*([^*]+)\*\*/g, '<b>$1</b>')
            .replace(/\[([^\]]+)\]\(<[^>]*>\)/g, '<a href="#">$1</a>')
            .replace(/\\([\\`*[\]~|$^_#])/g, '$1'),
    )
    .join('')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
