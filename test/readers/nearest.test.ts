import { describe, expect, it } from 'vitest'
import { nearest } from '../../core/nearest.ts'

describe('the nearest existing name', () => {
  it.each([
    ['libary', ['library', 'data', 'media'], 'library'],
    ['passwrd', ['password', 'user'], 'password'],
    ['app_config', ['app-config', 'app-conf'], 'app-config'],
    ['store-front', ['storefront', 'store'], 'storefront'],
    ['fast-ssd', ['standard', 'slow-hdd'], undefined],
    ['web', ['web'], undefined],
    ['shop-orders-db', ['shop-billing-db', 'shop-cart'], 'shop-billing-db'],
    ['shop-orders-db', ['shop-billing-db', 'shop-stock-db'], undefined],
    ['shop-orders-db', ['shop-billing-db', 'shop-stock-db', 'shop-order-db'], 'shop-order-db'],
    ['a', ['b'], undefined],
  ])('%s among %j is %s', (wanted, names, expected) => {
    expect(nearest(wanted, names)).toBe(expected)
  })

  it('does not depend on the order of the names', () => {
    expect(nearest('config', ['configs', 'confid'])).toBe(nearest('config', ['confid', 'configs']))
  })
})
