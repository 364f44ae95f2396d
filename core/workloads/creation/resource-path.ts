/**
 * Takes `requests` or `limits` and a resource's name; returns the path of its quantity inside a container:
 * `resources.limits.memory`, `resources.limits['nvidia.com/gpu']`.
 */
export function resourcePath(side: string, resource: string): string {
  return /^[\w-]+$/.test(resource) ? `resources.${side}.${resource}` : `resources.${side}['${resource}']`
}
