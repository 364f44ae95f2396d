/** A storage class as an administrator writes it, perhaps the default one. */
export function storageClass(name: string, isDefault = false) {
  const annotations = isDefault ? { 'storageclass.kubernetes.io/is-default-class': 'true' } : {}
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name, annotations },
    provisioner: 'ebs.csi.aws.com',
    volumeBindingMode: 'WaitForFirstConsumer',
  }
}

/** A class of volumes that are made by hand. */
export function manualClass(name: string) {
  return { ...storageClass(name), provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'Immediate' }
}

/** The same where a claim waits for its first pod, as for disks of nodes. */
export function localClass(name: string) {
  return { ...storageClass(name), provisioner: 'kubernetes.io/no-provisioner' }
}

/** A volume as an administrator makes it by hand. */
export function volume(
  name: string,
  storageClassName: string,
  storage: string,
  spec: Readonly<Record<string, unknown>> = {},
) {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage },
      hostPath: { path: '/srv/data' },
      storageClassName,
      ...spec,
    },
  }
}

/** A claim as a developer writes it. */
export function claim(namespace: string, name: string) {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { namespace, name },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  }
}
