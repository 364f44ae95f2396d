import { refTo } from '../ref.ts'
import { defineSymptom } from '../rule.ts'

export default defineSymptom({
  id: 'ingress-unserved',
  on: ['Ingress'],
  reads: ['Service'],

  detect(ingress) {
    const { namespace } = ingress.metadata
    const backends = [
      ingress.spec?.defaultBackend,
      ...(ingress.spec?.rules ?? []).flatMap(({ http }) => (http?.paths ?? []).map(({ backend }) => backend)),
    ]
    const names = [...new Set(backends.map(backend => backend?.service?.name).filter(name => name !== undefined))]
    if (names.length === 0) return
    return {
      text: `it routes to ${names.length === 1 ? `Service ${names[0]}` : `${names.length} Services`}`,
      because: names.map(name => refTo('Service', namespace, name)),
    }
  },
})
