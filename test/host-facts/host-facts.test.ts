import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostFactsCommand } from '../../action/host-facts/command.ts'
import { readHostFacts } from '../../action/host-facts/read.ts'
import { HOST_FACTS_SCRIPT } from '../../action/host-facts/script.ts'
import { fixture } from '../fake/kube/fixture.ts'

/** Tools that answer what real ones answered on a host with two veth pairs and a firewall. */
const TOOLS = {
  'iptables-save': `cat ${fixture('host-facts', 'iptables-save.txt')}`,
  'ip6tables-save': `cat ${fixture('host-facts', 'ip6tables-save.txt')}`,
  nft: `cat ${fixture('host-facts', 'nft.txt')}`,
  ip: `case "$*" in
  '-4 route') cat ${fixture('host-facts', 'ip-4-route.txt')} ;;
  '-6 route') cat ${fixture('host-facts', 'ip-6-route.txt')} ;;
  *) cat ${fixture('host-facts', 'ip-o-addr.txt')} ;;
esac`,
}

describe('the script that collects host facts', () => {
  const tools = mkdtempSync(join(tmpdir(), 'kubewhy-host-facts-'))
  beforeAll(() => {
    for (const [name, body] of Object.entries(TOOLS)) {
      writeFileSync(join(tools, name), `#!/bin/sh\n${body}\n`)
      chmodSync(join(tools, name), 0o755)
    }
  })
  afterAll(() => rmSync(tools, { recursive: true, force: true }))

  const run = (path: string) => {
    const input = HOST_FACTS_SCRIPT
    return execFileSync('sh', ['-s', 'worker-1'], { input, encoding: 'utf8', env: { PATH: path } })
  }

  it('prints what the tools say', () => {
    const [facts] = readHostFacts(run(`${tools}:/usr/bin:/bin`))
    expect(facts).toMatchObject({
      node: 'worker-1',
      routes: [
        { dst: '10.244.1.0/24', dev: 'va' },
        { dst: '10.244.2.0/24', dev: 'vb' },
        { dst: '10.244.3.0/24', gateway: '10.244.2.5', dev: 'vb' },
        { dst: '10.244.9.0/24', dev: 'blackhole' },
        { dst: 'fe80::/64', dev: 'va' },
        { dst: 'fe80::/64', dev: 'vb' },
      ],
      drops: [
        { rule: '-t filter -P FORWARD DROP', packets: 0 },
        { rule: expect.stringContaining('--comment "no \\"kubelet\\"" -j REJECT'), packets: 0 },
        { rule: '-t filter -A FORWARD -s 10.244.1.0/24 -d 10.244.2.0/24 -j DROP', packets: 3 },
        {
          rule: expect.stringMatching(/^inet firewalld filter_FORWARD ip saddr 10\.244\.2\.0\/24 .*reject/),
          packets: 2,
        },
      ],
    })
    expect(facts?.addresses).toContainEqual({ dev: 'va', cidr: '10.244.1.1/24' })
  })

  it('reads the kernel settings of this machine', () => {
    const value = execFileSync('cat', ['/proc/sys/net/ipv4/ip_forward'], { encoding: 'utf8' }).trim()
    expect(readHostFacts(run('/usr/bin:/bin'))[0]?.sysctl).toMatchObject({ 'net.ipv4.ip_forward': value })
  })

  it('is part of a command that kubectl runs on the node', () => {
    const command = hostFactsCommand('ip-10-0-0-1.ec2.internal')
    expect(command).toContain('kubectl debug node/ip-10-0-0-1.ec2.internal --quiet -i --profile=sysadmin')
    const stub = `kubectl() { shift 7; "$@"; }\n${command}`
    const output = execFileSync('sh', ['-c', stub], { encoding: 'utf8', env: { PATH: `${tools}:/usr/bin:/bin` } })
    expect(readHostFacts(output)[0]?.node).toBe('ip-10-0-0-1.ec2.internal')
    expect(() => hostFactsCommand('a; reboot')).toThrow(RangeError)
  })
})

describe('reading host facts', () => {
  it('takes one line for each node and passes over what kubectl says', () => {
    const text =
      'Creating debugging pod\n{"node":"a","sysctl":{}}\n{"node":"b","drops":[{"rule":"-P FORWARD DROP","packets":1}]}\n'
    expect(readHostFacts(text)).toEqual([
      { node: 'a', sysctl: {} },
      { node: 'b', drops: [{ rule: '-P FORWARD DROP', packets: 1 }] },
    ])
  })

  it('says which line is cut off, and when there is none', () => {
    expect(() => readHostFacts('{"node":"a"}\n{"node":"b","sysc')).toThrow('Line 2 of the host facts is incomplete')
    expect(() => readHostFacts('{"sysctl":{}}')).toThrow('Line 1')
    expect(() => readHostFacts('error: nothing')).toThrow('No host facts found')
  })
})
