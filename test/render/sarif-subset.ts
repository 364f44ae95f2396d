/** The part of SARIF 2.1.0 that a log of ours uses, as its sections say it: no other key, every type, every enumeration. */
const message = closed({ text: { type: 'string', minLength: 1 } }, ['text'])
const line = { type: 'integer', minimum: 1 }

export const sarifSubset = closed(
  {
    $schema: { type: 'string', pattern: '^https://' },
    version: { const: '2.1.0' },
    runs: list(
      closed(
        {
          // §3.18, §3.19
          tool: closed(
            {
              driver: closed(
                {
                  name: { type: 'string' },
                  version: { type: 'string' },
                  rules: list(
                    // §3.49
                    closed(
                      {
                        id: { type: 'string' },
                        shortDescription: message,
                        fullDescription: message,
                        help: message,
                        helpUri: { type: 'string', pattern: '^https://[!-~]+$' },
                      },
                      ['id'],
                    ),
                  ),
                },
                ['name'],
              ),
            },
            ['driver'],
          ),
          // §3.27
          results: list(
            closed(
              {
                ruleId: { type: 'string' },
                ruleIndex: { type: 'integer', minimum: 0 },
                level: { enum: ['none', 'note', 'warning', 'error'] },
                message,
                locations: list(
                  // §3.28
                  closed(
                    {
                      // §3.29, §3.30: a line and a column count from 1
                      physicalLocation: closed(
                        {
                          artifactLocation: closed({ uri: { type: 'string', pattern: '^[!-~]+$' } }, ['uri']),
                          region: closed({ startLine: line, startColumn: line, endLine: line }, ['startLine']),
                        },
                        ['artifactLocation'],
                      ),
                      // §3.33
                      logicalLocations: list(
                        closed(
                          {
                            name: { type: 'string' },
                            fullyQualifiedName: { type: 'string' },
                            kind: { type: 'string' },
                          },
                          [],
                        ),
                      ),
                    },
                    ['logicalLocations'],
                  ),
                ),
                partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } },
                properties: { type: 'object' },
              },
              ['message'],
            ),
          ),
          properties: { type: 'object' },
        },
        ['tool'],
      ),
    ),
  },
  ['version', 'runs'],
)

function closed(properties: object, required: readonly string[]): object {
  return { type: 'object', properties, required, additionalProperties: false }
}

function list(items: object): object {
  return { type: 'array', items }
}
