/**
 * Words that occur in every cluster. As passwords they are as weak as they are common, and redacting them would tear
 * texts apart.
 */
const WORDS: ReadonlySet<string> = new Set(
  `access account action active address admin administrator agent always amazon analytics anonymous apache application
  archive array article async attach audit author backend backup balance basic bearer better binary bitnami boolean
  bridge broker browser bucket buffer builder button cache cached camera cancel cassandra certificate change changeme
  channel charge check checkout client cloud cluster collector command common complete config configmap configuration
  connect connection consul consumer container content context control controller convert cookie create created
  credential credentials customer daemonset dashboard data database dataset debug default delete deleted deploy
  deployment destination detail development device digest direct directory disable disabled discovery docker document
  domain download dragon dynamic elastic elasticsearch email empty enable enabled endpoint engine error errors event
  events example exchange execute expired export external failed failure false feature fetch field filter finance
  finished folder football force format frontend function gateway general github gitlab global google grafana group
  guest handler health healthy helper history hostname http https image import index influx influxdb ingress initial
  input instance insecure integration interface internal invalid invoice issuer jenkins kafka keycloak kibana kubernetes
  latest ldap leader letmein level library license limit linux listen loader local localhost location logger logging
  login machine mail mailer manage manager mariadb master member memcached memory message metadata method metrics
  middleware migrate migration minio missing model module mongo mongodb monitor monitoring monkey mount mysql namespace
  native network nginx nobody node notification notify number object observer office opensearch operator option optional
  oracle order orders output owner package page panel parent partner password passwd passphrase payment payments
  people persistent person plain platform player pod policy pool portal postgres postgresql prefer prefix primary
  principal private process processor producer production profile project prometheus property protocol provider proxy
  public python qwerty queue quota rabbit rabbitmq reader ready receiver record redis refresh region registry release
  remote replica report repository request require required reserve reset resource response restart result retry
  return review rollout root router running runner runtime sample scheduler schema scope script search secret secrets
  secure security select selector sender sentinel server service session setting settings shadow shared shop simple
  single slave socket source spring stable stack staging standard started stateful statefulset static status stopped
  storage store strategy stream string strong subject submit success summary sunshine superuser support system table
  target telemetry template tenant test tester testing ticket timeout token tools topic tracing traffic transfer true
  trust unknown unlimited update upload user username users validate value values vault vendor verify verify-ca
  verify-full version virtual visitor volume warning watch web webhook webserver website welcome widget windows
  worker workflow workspace writer zookeeper`.split(/\s+/),
)

/** Whether a text is a word or number that occurs in many texts without being secret. */
export function isCommonWord(text: string): boolean {
  return WORDS.has(text.toLowerCase()) || /^\d{1,7}$/.test(text)
}
