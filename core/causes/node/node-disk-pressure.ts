import { defineCause } from '../../rule.ts'
import { detectFullDisk } from './full-disk.ts'
import { detectPressure, pressureWords } from './pressure.ts'

export default defineCause({
  id: 'node-disk-pressure',
  stage: 'node',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'Pods are evicted or refused for lack of disk',
    shows:
      'Pods fail with reason Evicted: `The node was low on resource: ephemeral-storage`; the node has the condition DiskPressure and takes no pods. Or an image cannot be unpacked: `no space left on device`.',
    happens: 'Images, logs, emptyDir volumes or files written inside containers fill the disk of the node.',
    fix: 'Remove what fills the disk, set limits for ephemeral storage, enlarge the disk, or add a node.',
    docs: ['https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/'],
  },
  on: ['Pod'],
  reads: ['Node', 'ReplicaSet', 'Job'],

  *detect(pod, cluster) {
    yield* detectPressure(pod, cluster, 'node-disk-pressure')
    yield* detectFullDisk(pod, cluster)
  },

  explain: facts =>
    pressureWords(facts, 'disk space', 'Free the disk: remove unused images and large logs, or enlarge it.'),
})
