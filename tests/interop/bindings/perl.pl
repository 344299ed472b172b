# SPDX-License-Identifier: LGPL-2.1-or-later
# Sys::Virt: versions, errors and the event loop, as far as they need no driver.

use strict;
use warnings;
use Test::More;
use Sys::Virt;
use Sys::Virt::Error;
use Sys::Virt::Event;
use Time::HiRes qw(time);

my $folder = $ENV{VIRTUE_LIBDIR};

sub mapped_libraries {
    open my $maps, '<', '/proc/self/maps' or die $!;
    my %seen = map { (split)[5] => 1 } grep { m{/libvirt\.so\.0} } <$maps>;
    return keys %seen;
}

sub open_error {
    my ($uri) = @_;
    eval { Sys::Virt->new(uri => $uri) };
    return $@;
}

my @foreign = grep { $folder && index($_, "$folder/") != 0 } mapped_libraries();
is_deeply(\@foreign, [], 'the library under test is used');

is(Sys::Virt::_get_library_version(undef), 12008000, 'version') if $folder;
cmp_ok(Sys::Virt::_get_library_version(undef), '>=', 9000000, 'version is that of a known library');

my $error = open_error('foo');
isa_ok($error, 'Sys::Virt::Error');
is($error->code, Sys::Virt::Error::ERR_NO_CONNECT, 'code of an error');
is($error->domain, Sys::Virt::Error::FROM_NONE, 'domain of an error');
is($error->message, "no connection driver available for URI 'foo' does not include a driver name",
    'message of an error');
is(open_error('%')->message, 'internal error: Unable to parse URI %', 'another message');

Sys::Virt::Event::register_default();
my ($ticks, $start, $took, $timer) = (0, time);
$timer = Sys::Virt::Event::add_timeout(20, sub {
    return if ++$ticks < 3;
    $took = time - $start;
    Sys::Virt::Event::remove_timeout($timer);
});
for (my $i = 0; $i < 200 && !$took; $i++) {
    Sys::Virt::Event::run_default();
}
is($ticks, 3, 'a timeout fires again and again');
cmp_ok($took, '>=', 0.055, 'and not too early');

pipe(my $reader, my $writer) or die $!;
my @seen;
my $watch = Sys::Virt::Event::add_handle(fileno $reader, Sys::Virt::Event::HANDLE_READABLE, sub {
    my ($watch, $fd, $events) = @_;
    sysread $reader, my $data, 10;
    push @seen, [$watch, $fd, $events, $data];
});
syswrite $writer, 'x';
my $waker = Sys::Virt::Event::add_timeout(20, sub { });
for (my $i = 0; $i < 200 && !@seen; $i++) {
    Sys::Virt::Event::run_default();
}
is_deeply(\@seen, [[$watch, fileno $reader, Sys::Virt::Event::HANDLE_READABLE, 'x']],
    'a readable descriptor wakes the loop');
Sys::Virt::Event::remove_handle($watch);

done_testing();
