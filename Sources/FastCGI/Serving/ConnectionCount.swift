/// How many connections are open: each ``Connection`` adds itself when it is made, and takes itself off when it goes.
final class ConnectionCount {
    var value = 0
}
