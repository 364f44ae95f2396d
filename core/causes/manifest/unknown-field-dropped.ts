import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { droppedFieldsOf } from './dropped-fields.ts'
import { affectedBy } from './missed-fields.ts'

export default defineCause({
  id: 'unknown-field-dropped',
  stage: 'manifest',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: "A field of the applied manifest is not in the API's schema and was dropped",
    shows:
      'The workload behaves as if a setting were missing. The manifest has it, but `kubectl get -o yaml` does not; applying may have warned `unknown field`.',
    happens:
      'A field name has a typo or the wrong indentation. The API server ignores unknown fields unless validation is strict: kubectl checks by default; Helm, client libraries and `--validate=false` may not.',
    fix: 'Correct the field’s name or level and apply again. `kubectl apply --dry-run=server --validate=strict` finds such fields.',
    docs: ['https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation'],
  },
  on: [
    'Deployment',
    'StatefulSet',
    'DaemonSet',
    'ReplicaSet',
    'ReplicationController',
    'Job',
    'CronJob',
    'Pod',
    'Service',
    'PersistentVolumeClaim',
    'Ingress',
    'HorizontalPodAutoscaler',
  ],
  reads: ['ReplicaSet', 'Pod', 'EndpointSlice', 'Endpoints'],

  *detect(object, cluster) {
    for (const dropped of droppedFieldsOf(object, cluster)) {
      const affected = affectedBy(object, dropped, cluster)
      if (affected.explains.length === 0) continue
      const { path, name, container, meant, belongs, source } = dropped
      const ref = refOf(object)
      const about = container === undefined ? {} : { container }
      yield {
        facts: {
          kind: object.kind,
          name: object.metadata.name,
          namespaceFlag: namespaceFlag(object.metadata.namespace),
          path,
          field: name,
          meant,
          belongs,
        },
        ...affected,
        ...about,
        subject: { ...ref, ...about },
        evidence: [{ object: ref, path: source, value: `${path} (applied, and not in the object)` }],
        confidence: meant === 'command' || meant === 'args' || meant === 'selector' ? 'certain' : 'likely',
        field: { object: ref, path },
      }
    }
  },

  explain({ kind, name, namespaceFlag, path, field, meant, belongs }) {
    const text =
      belongs !== undefined
        ? `Move ${field} to the ${belongs}, where it belongs.`
        : meant === undefined
          ? `Correct or remove ${field}.`
          : `Replace ${field} with ${meant}.`
    return {
      title: `field ${path} does not exist and was dropped${belongs !== undefined ? `: it belongs in the ${belongs}` : meant === undefined ? '' : `; likely meant: ${meant}`}`,
      why: `The API server ignored the field, so ${kind} ${name} runs without it.`,
      fix: [
        { kind: 'change', text: `${text} Then apply the manifest again.` },
        {
          kind: 'check',
          text: 'Show which fields the API server has kept.',
          command: sh`kubectl get ${kind.toLowerCase()} ${name}${namespaceFlag} -o yaml`,
        },
        {
          kind: 'check',
          text: 'Check for other unknown fields.',
          command: 'kubectl apply --dry-run=server --validate=strict -f <manifest>',
        },
      ],
    }
  },
})
