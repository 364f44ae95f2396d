import { activate, follow } from './activate.ts'

activate(document)
follow(document)
addEventListener('hashchange', () => follow(document))
