/**
 * Tokens that tell by their form, whoever's they are. What stands in the last group that takes part is hidden, the whole
 * without one. Forms as the issuers document them and gitleaks lists them.
 */
export const TOKENS: readonly RegExp[] = [
  // JSON Web Tokens, signed, encrypted or cut.
  /eyJ[\w-]{10,1500}\.[\w-]{4,4000}(?:\.[\w-]{0,4000}){0,3}/g,
  // Cloud providers: AWS, Google, Azure, Alibaba, Tencent, DigitalOcean, Yandex.
  /\b(?:A3T[A-Z0-9]|AKIA|ASIA|AROA|AIDA|ABIA|ACCA|AGPA|AIPA|ANPA|ANVA)[A-Z0-9]{16}\b/g,
  /\b(?:AIza[\w-]{35}|ya29\.[\w-]{20,1000}|GOCSPX-[\w-]{20,60}|1\/\/0[\w-]{30,200}|ABSK[\w+/]{60,400}={0,2}|bedrock-api-key-[\w+/=]{20,2000})/g,
  /(?<![\w~.-])[\w~.]{3}\dQ~[\w~.-]{31,34}/g,
  /\b(?:LTAI[A-Za-z0-9]{12,30}|AKID[A-Za-z0-9]{24,40}|do[opr]_v1_[a-f0-9]{40,64}|AQVN[\w-]{30,40}|t1\.[\w-]{10,200}={0,2}\.[\w-]{60,100}={0,2})/g,
  // Source and packages: GitHub, GitLab, Bitbucket and Jira, npm, PyPI, RubyGems, Docker Hub, Artifactory, NuGet, crates.
  /\b(?:gh[pousr]_[A-Za-z0-9]{20,250}|github_pat_\w{20,250}|gl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[\w.-]{16,300}|GR1348941[\w-]{16,40})/g,
  /\b(?:AT(?:ATT|CTT|BB)[A-Za-z0-9][\w=-]{20,400}|npm_[A-Za-z0-9]{36}|pypi-Ag[\w-]{16,1000}|rubygems_[a-f0-9]{40,64}|dckr_[a-z]{3,5}_[\w-]{20,100}|AKCp[A-Za-z0-9]{60,80}|cmVmd[A-Za-z0-9]{50,70}|oy2[a-z0-9]{43}|cio[A-Za-z0-9]{32})\b/g,
  // Language models.
  /\bsk-(?:ant|proj|svcacct|admin|or)-[\w-]{16,400}/g,
  /\bsk-(?=[A-Za-z]{0,60}\d)[A-Za-z0-9]{20,200}/g,
  /\b(?:hf_|gsk_|r8_|xai-|nvapi-|pplx-|api_org_)[\w-]{20,200}/g,
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
  /(?<![\w.])s\.(?=[A-Za-z]{0,23}\d)[A-Za-z0-9]{24}(?![\w.])/g,
  /\b(?:sha256~[\w-]{43}|dapi[a-f0-9]{32}(?:-\d)?|tskey-[a-z]{3,8}-[\w-]{16,100}|fo1_[\w-]{43}|fm[12][ar]?_[\w+/=,]{60,2000}|pscale_[a-z]{2,5}_[\w=.-]{20,64}|sb(?:p_[a-f0-9]{40}|_secret_[\w-]{20,60})|HRKU-[\w-]{30,64})/g,
  // Watching: Grafana, New Relic, Sentry, Dynatrace, Octopus.
  /\b(?:glsa_\w{32,60}|glc_[\w+/]{32,400}={0,2}|eyJrIjoi[\w+/]{30,400}={0,2}|NR(?:AK|II|JS|AL)-[A-Za-z0-9-]{19,40}|sntry[su]_[\w+/=-]{30,400}|dt0[a-z]\d{2}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{64}|API-[A-Z0-9]{26}\b)/g,
  // Others: Notion, Linear, Figma, Postman, Sourcegraph, Readme, Typeform, Prefect, Clojars.
  /\b(?:ntn_[A-Za-z0-9]{40,60}|secret_[A-Za-z0-9]{43}|lin_(?:api|oauth)_\w{32,64}|fig[do]_[\w-]{30,60}|PMAK-[a-f0-9]{24}-[a-f0-9]{34}|sgp_[\w]{40,80}|rdme_[a-z0-9]{70}|tfp_[\w.=-]{40,64}|pnu_[A-Za-z0-9]{36}|CLOJARS_[a-z0-9]{60})\b/g,
  // PEM and PGP keys: as they are, and in base64.
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----END)[\s\S]){0,8000}(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/g,
  /LS0tLS1CRUdJTi[A-Za-z0-9+/]{1,20}(?:UFJJVkFUR|BSSVZBVE|gUFJJVk)[A-Za-z0-9+/=]{0,16000}(?:(?:\r?\n[ \t]{0,20}|\\n)[A-Za-z0-9+/]{1,200}={0,2}(?=\\|\s|["']|$)){0,400}/g,
  // What stands in Authorization headers and URLs.
  /\b(?:Bearer|bearer|BEARER)[ \t]{1,4}(?!(?:auth|realm|token|credential|scheme|challenge|header)[a-z]{0,12}\b)((?=[A-Za-z]{0,40}[\d._~+/=-])[\w.~+/=-]{8,4000}|[A-Za-z]{16,4000})/g,
  /\b(?:basic|Basic|BASIC)[ \t]{1,4}([A-Za-z0-9+/_-]{8,4000}={1,2}|(?=[A-Za-z+/]{0,200}\d)[A-Za-z0-9+/_-]{12,4000})/g,
  /[?&](?:sig|X-Amz-(?:Signature|Security-Token|Credential)|X-Goog-(?:Signature|Credential)|code|id_token|access_token|refresh_token|assertion|SAMLResponse|ticket)=([\w%+/.=~-]{12,4000})/gi,
  /[?&](?:key|auth|hash|hmac)=(?=[A-Za-z_%-]{0,200}\d)([\w%+/.=~-]{16,2000})/gi,
]

/** What each of them holds. */
export const TOKEN_HINT = /[\w+/=.:~-]{16}|[Bb]asic|[Bb]earer|BASIC|BEARER|PRIVATE KEY/
