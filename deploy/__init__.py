"""What a class needs: a guard, workers and a proxy on one machine, a container, and a cluster's manifests."""
