# SPDX-License-Identifier: LGPL-2.1-or-later
# ruby-libvirt: versions and errors, as far as they need no driver.

require 'libvirt'

$count = 0
$failed = 0

def check(name, expected, found)
  $count += 1
  $failed += 1 if expected != found
  puts "#{expected == found ? 'ok' : 'not ok'} #{$count} - #{name}"
  puts "# expected #{expected.inspect}", "# found    #{found.inspect}" if expected != found
end

def open_error(uri)
  Libvirt.open(uri)
  nil
rescue Libvirt::Error => e
  e
end

folder = ENV['VIRTUE_LIBDIR']
mapped = File.readlines('/proc/self/maps').grep(%r{/libvirt\.so\.0}).map { |l| l.split.last }.uniq
check('the library under test is used', [],
      mapped.reject { |path| folder.nil? || path.start_with?("#{folder}/") })

version = Libvirt.version[0].version
check('version', folder ? 12_008_000 : version, version)

error = open_error('foo')
check('class of an error', Libvirt::ConnectionError, error.class)
check('fields of an error', [5, 0, 2, 'virConnectOpen'],
      error && [error.libvirt_code, error.libvirt_component, error.libvirt_level,
                error.libvirt_function_name])
check('message of an error',
      "no connection driver available for URI 'foo' does not include a driver name",
      error&.libvirt_message)
check('another message', 'internal error: Unable to parse URI %', open_error('%')&.libvirt_message)

callback = ->(*) { 0 }
Libvirt.event_register_impl(callback, callback, callback, callback, callback, callback)
check('an event loop of our own is taken', true, true)

puts "1..#{$count}"
exit($failed.zero? ? 0 : 1)
