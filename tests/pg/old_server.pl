# A PostgreSQL server of long ago, as far as a client sees before its first
# question: old_server.pl SOCKET VERSION lets everybody in and says its version.
use strict;
use warnings;
use IO::Socket::UNIX;

my ($path, $version) = @ARGV;
my $door = IO::Socket::UNIX->new(Local => $path, Listen => 8) or die "$path: $!\n";

sub message {
	my ($kind, $body) = @_;
	return $kind . pack('N', 4 + length $body) . $body;
}

while (my $client = $door->accept) {
	read $client, my $head, 4 or next;
	read $client, my $rest, unpack('N', $head) - 4;
	print $client message('R', pack 'N', 0),
		message('S', "server_version\0$version\0"), message('S', "client_encoding\0UTF8\0"),
		message('S', "server_encoding\0UTF8\0"), message('S', "standard_conforming_strings\0on\0"),
		message('S', "default_transaction_read_only\0off\0"), message('S', "in_hot_standby\0off\0"),
		message('K', pack 'NN', 1, 1), message('Z', 'I');
	$client->flush;
	# Until it hangs up: whatever it asks is not answered.
	1 while sysread $client, my $more, 4096;
}
