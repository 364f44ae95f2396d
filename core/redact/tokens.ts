/**
 * Tokens with a recognizable form, whoever issued them. The last group that matches is hidden, or the whole match
 * without groups. Forms from the issuers' documentation and gitleaks.
 */
export const TOKENS: readonly RegExp[] = [
  // JSON Web Tokens, signed, encrypted or cut.
  /eyJ[\w-]{10,1500}\.[\w-]{4,4000}(?:\.[\w-]{0,4000}){0,3}/g,
  // Cloud providers: AWS, Google, Azure, Alibaba, Tencent, DigitalOcean, Yandex.
  /\b(?:A3T[A-Z0-9]|AKIA|ASIA|AROA|AIDA|ABIA|ACCA|AGPA|AIPA|ANPA|ANVA)[A-Z0-9]{16}\b/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}["']?[:/,| \t]{1,3}["']?([\w/+]{40})(?![\w/+])/g,
  /\b(?:AIza[\w-]{35}|ya29\.[\w-]{20,1000}|GOCSPX-[\w-]{20,60}|1\/\/0[\w-]{30,200}|ABSK[\w+/]{60,400}={0,2}|bedrock-api-key-[\w+/=]{20,2000})/g,
  /(?<![\w~.-])[\w~.]{3}\dQ~[\w~.-]{31,34}/g,
  /\b(?:LTAI[A-Za-z0-9]{12,30}|AKID[A-Za-z0-9]{24,40}|do[opr]_v1_[a-f0-9]{40,64}|AQVN[\w-]{30,40}|t1\.[\w-]{10,200}={0,2}\.[\w-]{60,100}={0,2})/g,
  // Source and packages: GitHub, GitLab, Bitbucket and Jira, npm, PyPI, RubyGems, Docker Hub, Artifactory, NuGet, crates.
  /\b(?:gh[pousr]_[A-Za-z0-9]{20,250}|github_pat_\w{20,250}|gl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[\w.-]{16,300}|GR1348941[\w-]{16,40})/g,
  /\b(?:AT(?:ATT|CTT|BB)[A-Za-z0-9][\w=-]{20,400}|npm_[A-Za-z0-9]{36}|pypi-Ag[\w-]{16,1000}|rubygems_[a-f0-9]{40,64}|dckr_[a-z]{3,5}_[\w-]{20,100}|AKCp[A-Za-z0-9]{60,80}|cmVmd[A-Za-z0-9]{50,70}|oy2[a-z0-9]{43}|cio[A-Za-z0-9]{32})\b/g,
  // Language models.
  /\bsk-(?:ant|proj|svcacct|admin|or)-[\w-]{16,400}/g,
  /\bsk-(?=[A-Za-z]{0,60}\d)[A-Za-z0-9]{20,200}/g,
  /\b(?:hf_|gsk_|r8_|xai-|nvapi-|pplx-|api_org_|lsv2_[ps][tk]_)[\w-]{20,200}/g,
  // Messages and mail: Slack, Telegram, Discord, SendGrid, Mailgun, Mailchimp, Brevo, Twilio.
  /\b(?:xox[a-z](?:\.xox[a-z])?|xapp)-[A-Za-z0-9-]{10,300}/g,
  /(?<!\d)\d{8,10}:[\w-]{35}(?![\w-])/g,
  /\b[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,40}\b/g,
  /\bSG\.[\w-]{16,40}\.[\w-]{16,60}/g,
  /(?<![\w-])(?:key-[a-f0-9]{32}|[a-f0-9]{32}-us\d{1,2}|xkeysib-[a-f0-9]{60,64}-\w{16}|SK[a-f0-9]{32})\b/g,
  /\b(?:hooks\.slack\.com\/(?:services|workflows|triggers)\/|discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/\d{1,30}\/|[\w-]{1,80}\.webhook\.office\.com\/|outlook\.office(?:365)?\.com\/webhook\/|hooks\.zapier\.com\/hooks\/catch\/|api\.telegram\.org\/(?:file\/)?bot)([\w@/:-]{8,400})/g,
  // Payment and commerce: Stripe, Square, Shopify, Shippo, EasyPost.
  /\b(?:(?:sk|rk|pk)_(?:live|test|prod)_[A-Za-z0-9]{10,200}|whsec_[\w+/-]{16,200}={0,2}|sq0[a-z]{3}-[\w-]{20,60}|EAAA[\w-]{50,64}|shp(?:at|ca|pa|ss|tka)_[a-fA-F0-9]{32}|shippo_(?:live|test)_[a-fA-F0-9]{40}|EZ[AT]K\w{54})/g,
  // Secrets and infrastructure: Vault, Terraform, Pulumi, Doppler, 1Password, age, OpenShift, Databricks, Tailscale, Fly, PlanetScale, Supabase.
  /\b(?:hv[bsr]\.[\w-]{20,300}|[a-zA-Z0-9]{14}\.atlasv1\.[\w=-]{60,70}|pul-[a-f0-9]{40}|dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{30,100}|A3-[A-Z0-9]{6}(?:-[A-Z0-9]{5,11}){4,5}|ops_eyJ[\w+/=]{40,2000}|AGE-SECRET-KEY-1[A-Z0-9]{50,64})/g,
  // Clusters: k3s and RKE2, Rancher, bootstrap tokens; registries' logins in base64.
  /\b(?:K10[a-f0-9]{64}::[\w-]{1,40}:[\w.-]{8,200}|token-[a-z0-9]{5}:[a-z0-9]{54}|eyJhdXRocyI6[\w+/=]{20,16000})(?![\w-])/g,
  // What is packed with gzip in base64, once or twice as Helm keeps its releases: nobody can say what is in it.
  /\b(?:H4sIA|SDRzSU)[A-Za-z0-9+/]{40,20000}={0,2}/g,
  /\btoken["']?(?: (?:id|with id))?[=: \t]{1,3}["']?([a-z0-9]{6}\.[a-z0-9]{16})(?![\w.-])/gi,
  /(?<![\w.])s\.(?=[A-Za-z]{0,23}\d)[A-Za-z0-9]{24}(?![\w.])/g,
  /\b(?:sha256~[\w-]{43}|dapi[a-f0-9]{32}(?:-\d)?|tskey-[a-z]{3,8}-[\w-]{16,100}|fo1_[\w-]{43}|fm[12][ar]?_[\w+/=,]{60,2000}|pscale_[a-z]{2,5}_[\w=.-]{20,64}|sb(?:p_[a-f0-9]{40}|_secret_[\w-]{20,60})|HRKU-[\w-]{30,64})/g,
  // Watching: Grafana, New Relic, Sentry, Dynatrace, Octopus.
  /\b(?:glsa_\w{32,60}|glc_[\w+/]{32,400}={0,2}|eyJrIjoi[\w+/]{30,400}={0,2}|NR(?:AK|II|JS|AL)-[A-Za-z0-9-]{19,40}|sntry[su]_[\w+/=-]{30,400}|dt0[a-z]\d{2}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{64}|API-[A-Z0-9]{26}\b)/g,
  // Others: Notion, Linear, Figma, Postman, Sourcegraph, Readme, Typeform, Prefect, Clojars.
  /\b(?:ntn_[A-Za-z0-9]{40,60}|secret_[A-Za-z0-9]{43}|lin_(?:api|oauth)_\w{32,64}|fig[do]_[\w-]{30,60}|PMAK-[a-f0-9]{24}-[a-f0-9]{34}|sgp_[\w]{40,80}|rdme_[a-z0-9]{70}|tfp_[\w.=-]{40,64}|pnu_[A-Za-z0-9]{36}|CLOJARS_[a-z0-9]{60})\b/g,
  // More of them: Airtable, Asana, Adobe, Duffel, Frame.io, Flutterwave, Harness, Infracost, 42, MaxMind, Scalingo, SettleMint, ClickHouse, Cloudflare, Dropbox, Facebook, GoCardless, Authress, Sonar, New Relic, CircleCI, Buildkite, Infisical, Netlify, Render.
  /\b(?:pat[A-Za-z0-9]{14}\.[a-f0-9]{64}|\d\/\d{16}:[a-f0-9]{32}|p8e-[a-z0-9]{32}|duffel_(?:test|live)_[\w=-]{43}|fio-u-[\w=-]{60,70}|FLWSECK(?:_TEST)?-[a-zA-Z0-9]{12,32}(?:-X)?|[ps]at\.[\w-]{22}\.[a-zA-Z0-9]{24}\.[a-zA-Z0-9]{20}|ico-[a-zA-Z0-9]{32}|s-s4t2(?:ud|af)-[a-f0-9]{64}|[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk|tk-us-[\w-]{48}|sm_[aps]at_[a-zA-Z0-9]{16})(?![\w-])/g,
  /\b(?:4b1d(?=[a-z0-9]{0,38}[A-Z])[A-Za-z0-9]{38}|v1\.0-[a-f0-9]{24}-[a-f0-9]{146}|sl\.(?:u\.)?[\w=-]{130,1500}|EAA[A-Z](?=[A-Za-z]{0,90}\d)[A-Za-z0-9]{90,400}|live_(?=[A-Za-z]{0,40}\d)[\w=-]{40}|(?:sc|ext|scauth|authress)_[A-Za-z0-9]{5,30}\.[A-Za-z0-9]{4,6}\.acc[_-][A-Za-z0-9-]{10,32}\.[\w+/=-]{30,120}|sq[pua]_[a-f0-9]{40}|[a-z0-9]{32,36}NRAL|CCIP(?:AT|RJ)_[A-Za-z0-9_]{30,100}|bk[a-z]{2}_[a-f0-9]{40}|st\.[a-f0-9]{24}\.[a-f0-9]{32}\.[a-f0-9]{32}|nfp_[A-Za-z0-9]{36}|rnd_[A-Za-z0-9]{28})(?![\w-])/g,
  // What some libraries make: sessions of AWS, NATS seeds, Laravel's and ASP.NET's cookies, Django's own keys, a Facebook app's token.
  /\b(?:(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz)[\w+/=%]{60,4000}|S[ACNOUX][A-Z2-7]{56}(?![A-Z0-9])|CfDJ8[\w-]{40,8000}|eyJpdiI6[\w+/=%]{40,8000}|django-insecure-[^\s"'`]{20,100}|\d{15,16}(?:\||%7C)[\w-]{27,40})/g,
  // Hashed passwords: crypt, bcrypt, Argon2, LDAP, Django, PostgreSQL.
  /\$(?:[1567y]|gy|2[abxy]|apr1|5|argon2i?d?|scrypt|pbkdf2(?:-sha\d{1,3})?)\$[\w./+=,$-]{20,400}/g,
  /\{(?:S?SHA(?:\d{3})?|S?MD5|CRYPT)\}[\w+/=$.]{20,200}|\b(?:pbkdf2_sha\d{1,3}\$\d{1,8}\$|SCRAM-SHA-\d{1,3}\$\d{1,8}:)[\w+/=$:.]{20,300}/g,
  /(?<![\w*])\*[A-F0-9]{40}(?!\w)/g,
  // Hooks and links that work for whoever has them.
  /\/(?:hooks\/|trigger\/\w{1,60}\/with\/key\/|(?:reset|verify|confirm|invite|magic)[\w-]{0,30}\/)((?=[a-z_-]{0,60}[A-Z\d])[\w-]{20,400})(?![\w/-]|\.\w)/g,
  // Keys without a frame: PKCS 8, PKCS 1, EC and OpenSSH by their first bytes, Minisign, JSON Web Keys.
  /\b(?:MII[A-Za-z0-9+/]{3}(?:IBADANBgkqhkiG9w0BAQEFAASC|AIBAAKC)|MI(?:GHAgEAMBMGByqGSM49|GkAgEBBD|HcAgEBB)|MHcCAQEE|MC4CAQAwBQYDK2Vw|b3BlbnNzaC1rZXktdjE|RWRTY0Iy)[\w+/=]{20,16000}/g,
  /"kty"[^{}]{0,1000}?"(?:d|k)"\s{0,4}:\s{0,4}"([\w-]{20,4000})"/g,
  // PEM and PGP keys: as they are, and in base64.
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----END)[\s\S]){0,8000}(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/g,
  /----[- ]BEGIN (?:OpenVPN Static key V1|USER NKEY SEED|SSH2 (?:ENCRYPTED )?PRIVATE KEY)[ -]----(?:(?!---[- ]END)[\s\S]){0,8000}/g,
  /\bPrivate-Lines: \d{1,3}\s{1,2}([\w+/=\s]{20,8000}?)(?=Private-MAC|$)/g,
  /LS0tLS1CRUdJTi[A-Za-z0-9+/]{1,20}(?:UFJJVkFUR|BSSVZBVE|gUFJJVk)[A-Za-z0-9+/=]{0,16000}(?:(?:\r?\n[ \t]{0,20}|\\n)[A-Za-z0-9+/]{1,200}={0,2}(?=\\|\s|["']|$)){0,400}/g,
  // What stands in Authorization headers and URLs.
  /\b(?:Bearer|bearer|BEARER)[ \t]{1,4}(?!(?:auth|realm|token|credential|scheme|challenge|header)[a-z]{0,12}\b)((?=[A-Za-z]{0,40}[\d._~+/=-])[\w.~+/=-]{8,4000}|[A-Za-z]{16,4000})/g,
  /\b(?:basic|Basic|BASIC)[ \t]{1,4}([A-Za-z0-9+/_-]{8,4000}={1,2}|(?=[A-Za-z+/]{0,200}\d)[A-Za-z0-9+/_-]{12,4000})/g,
  /\b(?:SSWS|ApiKey)[ \t]{1,4}((?=[A-Za-z_-]{0,60}\d)[A-Za-z0-9+/_-]{20,400}={0,2})/g,
  /[?&](?:sig|signature|bearer|jwt|X-Amz-(?:Signature|Security-Token|Credential)|X-Goog-(?:Signature|Credential)|code|id_token|access_token|refresh_token|assertion|SAMLResponse|ticket)=([\w%+/.=~-]{12,4000})/gi,
  /[?&](?:key|auth|hash|hmac)=(?=[A-Za-z_%-]{0,200}\d)([\w%+/.=~-]{16,2000})/gi,
]

/** What each of them contains besides a long word. */
const MARKED = /[Bb]asic|[Bb]earer|BASIC|BEARER|PRIVATE KEY/
/** Minimum length of a word that may contain a token. */
const LEAST = 16
const IN_WORD = new Uint8Array(128)
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+/=.:~-')
  IN_WORD[character.charCodeAt(0)] = 1

/** True if a text has that many word characters in sequence. */
function hasLongWord(text: string): boolean {
  // Each such word covers one of the characters at this distance.
  for (let at = LEAST - 1; at < text.length; at += LEAST) {
    if (IN_WORD[text.charCodeAt(at)] !== 1) continue
    let start = at
    while (start > 0 && at - start < LEAST - 1 && IN_WORD[text.charCodeAt(start - 1)] === 1) start--
    let end = at + 1
    while (end - start < LEAST && IN_WORD[text.charCodeAt(end)] === 1) end++
    if (end - start >= LEAST) return true
  }
  return false
}

/** False if none of them can match. */
export function mayHoldToken(text: string): boolean {
  return hasLongWord(text) || MARKED.test(text)
}
