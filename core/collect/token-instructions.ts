/**
 * Shell commands that create `kubewhy.kubeconfig`, valid for one hour, for the ServiceAccount `account` in `namespace`.
 */
export function tokenInstructions(account: string, namespace: string, scope: string | undefined): string {
  const config = 'kubectl --kubeconfig=kubewhy.kubeconfig config'
  const cluster = "{.clusters[0].cluster['server','certificate-authority-data']}"
  return [
    `kubectl config view --raw --minify --flatten -o jsonpath="${cluster}" |`,
    '  { read -r server ca; echo "$ca" | base64 -d > kubewhy-ca.crt;',
    `    ${config} set-cluster kubewhy --server="$server" --certificate-authority=kubewhy-ca.crt --embed-certs; }`,
    `${config} set-credentials ${account} --token="$(kubectl create token ${account} -n ${namespace} --duration=1h)"`,
    `${config} set-context kubewhy --cluster=kubewhy --user=${account} --namespace=${scope ?? 'default'}`,
    `${config} use-context kubewhy`,
    'rm kubewhy-ca.crt',
    '',
  ].join('\n')
}
