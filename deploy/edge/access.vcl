# Who may read which provider: everybody, everything.

sub access_recv {
}

sub access_hash {
}

sub access_backend_response {
}

sub access_deliver {
}
