import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { detectStart } from './start-failure-hit.ts'

export default defineCause({
  id: 'exec-format-error',
  stage: 'container-start',
  owner: 'app',
  patience: 'none',
  text: {
    summary: 'The binary is built for another architecture or lacks its interpreter line',
    shows: 'The container ends at once; its log, or the start error, says `exec format error`.',
    happens: 'An image for arm64 on an amd64 node (or the reverse), or a script without `#!/bin/sh` as its first line.',
    fix: 'Build for the node’s architecture, or give the script its interpreter line.',
    docs: ['https://kubernetes.io/docs/concepts/containers/images/#multi-architecture-images-with-image-indexes'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectStart(pod, cluster, 'exec-format-error', 'image'),

  explain({ container, image, message, command }) {
    const file =
      /(?:\bexec:? |: )"?([^\s":]{1,300})"?(?: failed)?: (?:cannot execute binary file: )?exec format/i.exec(
        message,
      )?.[1] ??
      command[0] ??
      'the entry point'
    const isScript = /\.(?:sh|bash|py|rb|pl|js)$/.test(file)
    return {
      title: `${file} has an exec format error`,
      why: `The kernel cannot execute it, so container ${container} ends at once: ${isScript ? 'the script lacks its interpreter line' : 'it is built for another architecture, or is a script without an interpreter line'}.`,
      fix: [
        ...(isScript ? [{ text: `Begin ${file} with its interpreter line, for example #!/bin/sh.` }] : []),
        {
          text: 'Build the image for the platform of the nodes.',
          command: sh`docker buildx build --platform linux/amd64,linux/arm64 --tag ${image} --push .`,
        },
      ],
    }
  },
})
