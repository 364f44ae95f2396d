import type { Variation } from './variation.ts'
import { another, recorded, withField, write } from './variation.ts'

type Json = Readonly<Record<string, unknown>>

/** A revision before the recorded one, with pods that are ready, whose pod template had `fields` in its spec. */
export function revisionBefore(
  recording: string,
  replicaSet: string,
  fields: (podSpec: Json) => Json,
): readonly Variation[] {
  const { metadata, spec } = recorded(recording, 'ReplicaSet', replicaSet) as {
    readonly metadata: { readonly namespace: string; readonly ownerReferences: readonly Json[] }
    readonly spec: { readonly template: { readonly spec: Json } }
  }
  const { namespace, ownerReferences } = metadata
  const podSpec = spec.template.spec
  const name = replicaSet.replace(/-[^-]+$/, '-before')
  return [
    another(
      'readiness-404',
      'ReplicaSet',
      'profile-9bd74c887',
      { name, namespace, ownerReferences },
      { template: withField(spec.template, ['spec'], { ...podSpec, ...fields(podSpec) }) },
    ),
    write('ReplicaSet', replicaSet, ['metadata', 'annotations', 'deployment.kubernetes.io/revision'], '2'),
  ]
}
