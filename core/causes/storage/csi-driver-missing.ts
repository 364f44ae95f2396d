import { fieldEvidence } from '../../evidence.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { detectMount } from './mount-hit.ts'
import { REGISTERING } from './mount-state.ts'

export default defineCause({
  id: 'csi-driver-missing',
  stage: 'storage',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'The CSI driver of the volume is not registered on the node',
    shows:
      'The pod stays in ContainerCreating with `driver name … not found in the list of registered CSI drivers` or `CSINode … does not contain driver …`.',
    happens:
      'The driver is not installed, its DaemonSet does not run on this node (taints, node selector, image), it crashes, or it uses another kubelet directory.',
    fix: 'Make the driver’s DaemonSet run on the node. It registers itself, and the kubelet tries again.',
    docs: [
      'https://kubernetes.io/docs/concepts/storage/volumes/#csi',
      'https://kubernetes.io/docs/concepts/storage/storage-limits/',
    ],
  },
  on: ['Pod'],
  reads: ['PersistentVolumeClaim', 'PersistentVolume', 'CSIDriver', 'CSINode', 'ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectMount(pod, cluster, 'csi-driver-missing', ({ driver, evidence }, waited) => {
      const node = pod.spec?.nodeName ?? ''
      const csiNode = cluster.find('CSINode', undefined, node)
      const drivers =
        csiNode.state === 'present' ? (csiNode.object.spec?.drivers ?? []).map(({ name = '' }) => name) : []
      const isBack = drivers.some(name => name === driver)
      const shown =
        csiNode.state === 'present' ? [fieldEvidence(csiNode.object, 'spec.drivers', drivers.join(', ') || 'none')] : []
      return {
        facts: {
          driver,
          isInstalled: cluster.find('CSIDriver', undefined, driver ?? '').state === 'present',
          isBack,
          elsewhere: cluster
            .list('CSINode')
            .filter(({ spec }) => spec?.drivers?.some(({ name }) => name === driver) === true)
            .map(({ metadata }) => metadata.name)
            .slice(0, 5),
        },
        evidence: [...evidence, ...shown],
        ...(waited < REGISTERING || isBack ? { outlook: 'self-healing' as const } : {}),
      }
    })
  },

  explain({ driver, node, volume, isBack, isInstalled, elsewhere }) {
    const name = driver ?? 'of the volume'
    const nodeDrivers = {
      text: 'See which drivers the node has registered.',
      command: sh`kubectl get csinode ${node} -o yaml`,
    }
    if (isBack) {
      return {
        title: `CSI driver ${name} was not registered on node ${node} before`,
        why: `It is now, and the kubelet mounts ${volume} when it tries the next time; the containers are not made before that.`,
        fix: [nodeDrivers],
      }
    }
    return {
      title: `CSI driver ${name} is not registered on node ${node}`,
      why: `The kubelet cannot mount ${volume} without it, and the containers are not made before that.`,
      fix: [
        {
          text:
            elsewhere.length > 0
              ? `The driver runs on ${elsewhere.join(', ')}: find out why its DaemonSet has no ready pod on ${node}.`
              : isInstalled
                ? `The driver is installed and registered on no node that was read: find out why its DaemonSet has no ready pod.`
                : `Install ${driver === undefined ? 'the driver' : `driver ${driver}`}, or use a volume of a driver that is there.`,
          command: sh`kubectl get pods -A -o wide --field-selector spec.nodeName=${node}`,
        },
        nodeDrivers,
      ],
    }
  },
})
